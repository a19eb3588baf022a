import { describe, expect, test } from "vitest";
import { readTunables } from "../../../src/loader/glibc/tunables.ts";
import type { LoaderEnvironment } from "../../../src/loader/load.ts";
import { type GlibcStage, library, program, reality, scenario } from "./glibc-scene.ts";

const call = "int gone(void); int call_gone(void) { return gone(); }";
const block = (model: string, bytes: number) =>
	`__thread char block[${bytes}] ${model}; char *f(void) { return block; }`;
const initialExec = (bytes: number) => library(block('__attribute__((tls_model("initial-exec")))', bytes));
const executable = ["-Wl,-z,execstack"];

/** Ours and the real loader's answer are the same; returns it, with the first line of a refusal. */
function started(stage: GlibcStage, environment: LoaderEnvironment, ...[path = "", binding]: string[]): string {
	const opens = binding === "now" || binding === "lazy";
	const ours = opens ? stage.dlopen(path, binding, { environment }) : stage.exec(path, { environment });
	const variables = [
		...(environment.bindNow === undefined ? [] : [`LD_BIND_NOW=${environment.bindNow}`]),
		...(environment.tunables === undefined ? [] : [`GLIBC_TUNABLES=${environment.tunables}`]),
	];
	const [first = "", ...rest] = [...variables, ...(opens ? ["/dlopen-host", binding, path] : [path])];
	const real = reality(stage, [first, ...rest]);
	const said = ours.problems.find(({ fatal }) => fatal)?.line ?? "starts";
	const was = real.outcome === "starts" ? "starts" : real.lines.find((line) => !line.startsWith("WARNING: ld.so"));
	expect([environment, path, said]).toEqual([environment, path, was]);
	return said;
}

describe("LD_BIND_NOW", () => {
	scenario(
		"has everything bound at once, unless it is empty",
		{
			"/t/app": program("int gone(void);", "gone()", { flags: ["-Wl,-z,lazy"] }),
			"/t/liblazy.so": library(call, { flags: ["-Wl,-z,lazy"] }),
		},
		(stage) => {
			expect(started(stage, {}, "/t/app")).toBe("starts");
			expect(started(stage, { bindNow: "" }, "/t/app")).toBe("starts");
			expect(started(stage, { bindNow: "1" }, "/t/app")).toContain("undefined symbol: gone");
			expect(started(stage, { bindNow: "0" }, "/t/app")).toContain("undefined symbol: gone");
			if (!stage.hasDlopen) return;
			expect(started(stage, {}, "/t/liblazy.so", "lazy")).toBe("starts");
			expect(started(stage, { bindNow: "1" }, "/t/liblazy.so", "lazy")).toContain("undefined symbol: gone");
		},
	);
});

describe("GLIBC_TUNABLES", () => {
	scenario(
		"make room in the static TLS block, from 2.32 on and in the 2.31 that is about",
		{ "/t/one.so": initialExec(1800), "/t/large.so": initialExec(100_000) },
		(stage) => {
			if (!stage.hasDlopen) return;
			const room = (tunables: string, path = "/t/one.so") => started(stage, { tunables }, path, "now");
			const grown = stage.release >= 31 ? "starts" : "/t/one.so: cannot allocate memory in static TLS block";
			expect(started(stage, {}, "/t/one.so", "now")).not.toBe("starts");
			expect(room("glibc.rtld.optional_static_tls=2048")).toBe(grown);
			expect(room("glibc.rtld.optional_static_tls=0x800")).toBe(grown);
			expect(room("glibc.malloc.check=0:glibc.rtld.optional_static_tls=02000")).toBe(grown);
			expect(room("glibc.rtld.nns=8")).toBe(grown);
			expect(room("glibc.rtld.nns=17")).not.toBe("starts");
			expect(room("glibc.rtld.optional_static_tls=2048k") === "starts").toBe(stage.release >= 31 && stage.release < 39);
			expect(room("glibc.rtld.optional_static_tls=2048:x") === "starts").toBe(
				stage.release >= 31 && stage.release < 39,
			);
			room("glibc.rtld.optional_static_tls=k");
			expect(room("rtld.optional_static_tls=2048")).not.toBe("starts");
			expect(room("glibc.rtld.optional_static_tls=2048", "/t/large.so")).not.toBe("starts");
			room("glibc.rtld.optional_static_tls=110000", "/t/large.so");
			expect(room("glibc.rtld.optional_static_tls=110000", "/t/one.so")).toBe(grown);
		},
	);
	scenario(
		"allow or forbid an executable stack, from 2.41 on",
		{
			"/t/app": program("", "0", { flags: executable }),
			"/t/libx.so": library("int x(void) { return 1; }", { flags: executable }),
			"/t/needs": program("int x(void);", "x()", { needs: ["/t/libx.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			const set = (value: number) => ({ tunables: `glibc.rtld.execstack=${value}` });
			for (const value of [0, 1, 2, 3]) {
				started(stage, set(value), "/t/app");
				started(stage, set(value), "/t/needs");
				if (stage.hasDlopen) started(stage, set(value), "/t/libx.so", "now");
			}
			const forbidden = started(stage, set(0), "/t/app");
			expect(forbidden).toBe(stage.release < 41 ? "starts" : "Fatal glibc error: executable stack is not allowed");
		},
	);
	test("that are no numbers, out of bounds or badly written set nothing", () => {
		const usual = { optionalStaticTls: 512, namespaces: 4, executableStack: 1 };
		for (const text of ["glibc.rtld.nns=0", "glibc.rtld.nns=", "glibc.rtld.nns=8=", "glibc.rtld.nns", "a:b"]) {
			expect(readTunables(text, 42)).toEqual(usual);
		}
		expect(readTunables("x:glibc.rtld.nns=4:glibc.rtld.nns=010", 42)).toEqual({ ...usual, namespaces: 8 });
		expect(readTunables("glibc.rtld.nns=8=:glibc.rtld.nns", 36)).toEqual({ ...usual, namespaces: 8 });
		expect(readTunables("glibc.rtld.execstack=2", 40)).toEqual(usual);
	});
});
