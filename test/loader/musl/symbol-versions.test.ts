import { describe, expect } from "vitest";
import { expectExec, library, program, scenario } from "../support/scene.ts";

const run = ["-Wl,-rpath,/t/now"];
const both = `int old(void) { return 1; } int fresh(void) { return 2; }
	__asm__(".symver old, foo@V1\\n.symver fresh, foo@@V2");`;
const scripts = "V1 {}; V2 {} V1;";
const built = (version: string) => ({
	soname: "libx.so",
	source: "int foo(void) { return 1; }",
	versions: `${version} { foo; };`,
});

describe("versions of symbols are not compared", () => {
	scenario(
		"a reference to an old version is bound to the new one",
		{
			"/t/now/libx.so": library(both, { versions: scripts }),
			"/t/app": program("int foo(void);", "foo()", { needs: [built("V1")], flags: run }),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", "starts");
			expect(load.problems).toEqual([
				{
					kind: "symbol-bound-elsewhere",
					fatal: false,
					object: "/t/app",
					symbol: "foo",
					wanted: "V1",
					bound: "V2",
					library: "/t/now/libx.so",
				},
			]);
		},
	);
	scenario(
		"a version that the library does not have is no obstacle",
		{
			"/t/now/libx.so": library("int foo(void) { return 1; }", { versions: "V1 { foo; };" }),
			"/t/app": program("int foo(void);", "foo()", { needs: [built("V2")], flags: run }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").problems[0]?.kind).toBe("symbol-bound-elsewhere");
		},
	);
	scenario(
		"a library without versions will do",
		{
			"/t/now/libx.so": library("int foo(void) { return 1; }"),
			"/t/app": program("int foo(void);", "foo()", { needs: [built("V2")], flags: run }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").problems).toEqual([]);
		},
	);
	scenario(
		"a symbol that has no default version is not found, even by its version",
		{
			"/t/now/libx.so": library('int old(void) { return 1; } __asm__(".symver old, foo@V1");', { versions: "V1 {};" }),
			"/t/app": program("int foo(void);", "foo()", { needs: [built("V1")], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", ["Error relocating /t/app: foo: symbol not found"]);
		},
	);
});
