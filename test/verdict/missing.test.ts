import { describe, expect, test } from "vitest";
import type { Load, LoadProblem } from "../../src/loader/load.ts";
import { missingOf } from "../../src/verdict/missing.ts";

function load(problems: readonly LoadProblem[], behind: readonly LoadProblem[] = []): Load {
	return { outcome: "refused", lines: [], problems, behind, objects: [] };
}

const AT = { fatal: true, object: "/app" } as const;

function symbol(name: string, undecided = false, lazy = false): LoadProblem {
	return { ...AT, kind: "symbol-missing", symbol: name, lazy, undecided };
}

describe("missingOf", () => {
	test("holds nothing when nothing is missing", () => {
		expect(missingOf(load([]))).toEqual({ libraries: [], symbols: [], versions: [] });
	});

	test("holds everything, sorted and once, what stands behind a missing interpreter included", () => {
		const problems: readonly LoadProblem[] = [
			{ ...AT, kind: "interpreter-missing", interpreter: "/lib64/ld-linux-x86-64.so.2", errno: "ENOENT" },
		];
		const behind: readonly LoadProblem[] = [
			{ ...AT, kind: "library-missing", library: "libz.so.1", steps: [] },
			{ ...AT, kind: "library-missing", library: "libA.so", steps: [] },
			{ ...AT, kind: "library-missing", library: "libz.so.1", steps: [] },
			symbol("b"),
			symbol("B"),
			symbol("a", false, true),
			{ ...AT, kind: "version-missing", version: "GLIBC_2.38", library: "libc.so.6", weak: false },
		];
		expect(missingOf(load(problems, behind))).toEqual({
			interpreter: "/lib64/ld-linux-x86-64.so.2",
			libraries: ["libA.so", "libz.so.1"],
			symbols: ["B", "a", "b"],
			versions: ["GLIBC_2.38"],
		});
	});

	test("leaves out what /etc/ld.so.preload names in vain: the start goes on", () => {
		const preloaded = { ...AT, fatal: false, kind: "library-missing", library: "/gone.so", steps: [] } as const;
		expect(missingOf(load([preloaded])).libraries).toEqual([]);
	});

	test("leaves out what a missing library may bring, and weak versions", () => {
		const weak = { ...AT, kind: "version-missing", version: "V", library: "liba.so", weak: true } as const;
		expect(missingOf(load([symbol("x", true), weak]))).toEqual({ libraries: [], symbols: [], versions: [] });
	});
});
