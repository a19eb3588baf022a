import { describe, expect, test } from "vitest";
import { lookupSymbol } from "../../src/targets/symbol-lookup.ts";

const targetsOf = (list: readonly { readonly target: string }[]) => [...new Set(list.map(({ target }) => target))];

describe("lookupSymbol", () => {
	test("says which glibc brought a name and who lacks it", () => {
		const answer = lookupSymbol("__isoc23_strtol", "x86_64");
		expect(targetsOf(answer.provided)).toEqual(
			expect.arrayContaining(["busybox:1.38.0-glibc", "debian:13-slim", "distroless/base-debian13"]),
		);
		expect(answer.glibc).toEqual([{ version: "GLIBC_2.38", architectures: ["x86_64"] }]);
		expect(targetsOf(answer.lacking)).toEqual(expect.arrayContaining(["alpine:3.20", "debian:12-slim"]));
		expect(targetsOf(answer.lacking)).not.toContain("scratch");
	});

	test("names the library, its versions and gcompat's part", () => {
		const answer = lookupSymbol("__rawmemchr", "x86_64");
		const debian = answer.provided.find(({ target }) => target === "debian:12-slim");
		expect(debian).toMatchObject({
			library: "/usr/lib/x86_64-linux-gnu/libc.so.6",
			soname: "libc.so.6",
			versions: ["GLIBC_2.2.5"],
			hidden: false,
			kind: "ifunc",
		});
		expect(targetsOf(answer.provided)).toContain("+gcompat:1.1.0");
		expect(targetsOf(answer.lacking)).toContain("alpine:3.6");
	});

	test("tells a default version from a hidden one", () => {
		const [memcpy] = lookupSymbol("memcpy", "x86_64").provided.filter(({ target }) => target === "debian:12-slim");
		expect(memcpy?.versions).toEqual(["GLIBC_2.14", "GLIBC_2.2.5"]);
		const [gets] = lookupSymbol("sys_errlist", "x86_64").provided.filter(({ target }) => target === "debian:12-slim");
		expect(gets?.hidden).toBe(true);
	});

	test("finds names of C++ where libstdc++ is", () => {
		const name = "_ZSt4cout";
		const answer = lookupSymbol(name, "aarch64");
		expect(targetsOf(answer.provided)).toContain("distroless/cc-debian12");
		expect(targetsOf(answer.lacking)).toContain("distroless/base-debian12");
	});

	test("a name that nobody knows is lacking everywhere", () => {
		const answer = lookupSymbol("no_such_symbol_anywhere");
		expect(answer.provided).toEqual([]);
		expect(targetsOf(answer.lacking).length).toBeGreaterThan(30);
		expect(answer.glibc).toEqual([]);
	});
});
