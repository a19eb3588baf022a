import { describe, expect } from "vitest";
import { expectDlopen, expectExec, lacks, library, lookupError, program, removed, scenario } from "./glibc-scene.ts";

const lazy = ["-Wl,-z,lazy"];
const now = ["-Wl,-z,now"];
const call = (name: string) => `int ${name}(void); int call_${name}(void) { return ${name}(); }`;
const pointer = (name: string) => `int ${name}(void); int (*pointer_${name})(void) = ${name};`;

describe("missing functions", () => {
	scenario(
		"are put off when bound lazily, refused by BIND_NOW",
		{
			"/t/lazy": program("int gone(void);", "gone()", { flags: lazy }),
			"/t/now/app": program("int gone(void);", "gone()", { flags: now }),
			"/t/liblazy.so": library(call("gone"), { flags: lazy }),
			"/t/libnow.so": library(call("gone"), { flags: now }),
		},
		(stage) => {
			const load = expectExec(stage, "/t/lazy", "starts");
			expect(load.problems).toEqual([
				{
					kind: "symbol-missing",
					fatal: false,
					object: "/t/lazy",
					symbol: "gone",
					lazy: true,
					undecided: false,
					whileLoading: { calls: "never" },
					line: "/t/lazy: symbol lookup error: /t/lazy: undefined symbol: gone",
				},
			]);
			expectExec(stage, "/t/now/app", lookupError("/t/now/app", "/t/now/app", "gone"));
			expectDlopen(stage, "/t/liblazy.so", "lazy", "starts");
			expectDlopen(stage, "/t/liblazy.so", "now", "/t/liblazy.so: undefined symbol: gone");
			expectDlopen(stage, "/t/libnow.so", "lazy", "/t/libnow.so: undefined symbol: gone");
		},
	);
	scenario(
		"whose address is data are refused under lazy binding, too",
		{
			"/t/app": program(pointer("gone"), "pointer_gone", { flags: lazy }),
			"/t/liba.so": library(pointer("gone"), { flags: lazy }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lookupError("/t/app", "/t/app", "gone"));
			expectDlopen(stage, "/t/liba.so", "lazy", "/t/liba.so: undefined symbol: gone");
		},
	);
	scenario(
		"are no matter where they are weak",
		{
			"/t/app": program("__attribute__((weak)) int gone(void); int (*p)(void) = gone;", "p && gone()", { flags: now }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").problems).toEqual([]);
		},
	);
});

describe("missing data", () => {
	scenario(
		"is refused under lazy binding",
		{ "/t/app": program("extern int gone;", "gone", { flags: lazy }) },
		(stage) => {
			expectExec(stage, "/t/app", lookupError("/t/app", "/t/app", "gone"));
		},
	);
	scenario(
		"that a program copies is refused",
		{
			"/t/libx.so": library("int data[4] = {1};"),
			"/t/app": program("extern int data[4];", "data[1]", {
				needs: ["/t/libx.so"],
				flags: ["-no-pie", "-Wl,-rpath,/t"],
			}),
			"/t/libx.so#": library("int other;"),
		},
		(stage) => {
			expectExec(stage, "/t/app", lookupError("/t/app", "/t/app", "data"));
		},
	);
	scenario(
		"of a thread is refused",
		{ "/t/liba.so": library("extern __thread int gone; int f(void) { return gone; }", { flags: lazy }) },
		(stage) => {
			expectDlopen(stage, "/t/liba.so", "lazy", "/t/liba.so: undefined symbol: gone");
		},
	);
});

describe("copied data", () => {
	scenario(
		"of another size is warned of when it does not fit",
		{
			"/t/libx.so": library("int data[4] = {1};"),
			"/t/app": program("extern int data[4];", "data[1]", {
				needs: ["/t/libx.so"],
				flags: ["-no-pie", "-Wl,-rpath,/t"],
			}),
			"/t/libx.so#": library("int data[8] = {1};"),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			expect(load.outcome).toBe("starts");
			expect(load.problems).toEqual([
				{
					kind: "copy-relocation-size",
					fatal: false,
					object: "/t/app",
					symbol: "data",
					library: "/t/libx.so",
					copiedBytes: 16,
					definedBytes: 32,
					line: "/t/app: Symbol `data' has different size in shared object, consider re-linking",
				},
			]);
		},
	);
	scenario(
		"that its library protects is warned of from 2.36 on",
		{
			"/t/libx.so": library("int data[4] = {1};"),
			"/t/app": program("extern int data[4];", "data[1]", {
				needs: ["/t/libx.so"],
				flags: ["-no-pie", "-Wl,-rpath,/t"],
			}),
			"/t/libx.so#": library('__attribute__((visibility("protected"))) int data[4] = {1};'),
		},
		(stage) => {
			const line = "warning: copy relocation against non-copyable protected symbol `data' in `/t/libx.so'";
			const load = stage.exec("/t/app");
			expect(load.outcome).toBe("starts");
			expect(load.lines).toEqual(stage.release >= 36 ? [line] : []);
		},
	);
});

describe("the order of complaints", () => {
	scenario(
		"libraries before versions, versions before symbols",
		{
			"/t/libx.so": library("int foo(void) { return 1; }", { versions: "V0 { foo; };" }),
			"/t/liby.so": library(),
			"/t/app": program("extern int gone; int foo(void);", "gone + foo()", {
				needs: [{ soname: "libx.so", source: "int foo(void) { return 1; }", versions: "V1 { foo; };" }, "/t/liby.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
			"/t/liby.so#": removed(),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", lacks("/t/app", "liby.so"));
			expect(load.problems.map(({ kind }) => kind)).toEqual([
				"library-missing",
				"version-missing",
				"symbol-missing",
				"symbol-missing",
			]);
			expect(load.problems[2]).toMatchObject({ symbol: "gone", undecided: true });
		},
	);
	scenario(
		"libraries are relocated before what needs them, the program last",
		{
			"/t/liba.so": library(pointer("gone_in_a")),
			"/t/libb.so": library(`${pointer("gone_in_b")} int b(void) { return 1; }`, { needs: ["/t/liba.so"] }),
			"/t/app": program(`${pointer("gone_in_app")} int b(void);`, "pointer_gone_in_app && b()", {
				needs: ["/t/libb.so"],
				flags: ["-Wl,-rpath,/t", "-Wl,--disable-new-dtags"],
			}),
			"/t/both": program(`${pointer("gone_in_app")} int b(void);`, "pointer_gone_in_app && b()", {
				needs: ["/t/liba.so", "/t/libb.so"],
				flags: ["-Wl,-rpath,/t", "-Wl,--disable-new-dtags"],
			}),
		},
		(stage) => {
			for (const path of ["/t/app", "/t/both"]) {
				const load = expectExec(stage, path, lookupError(path, "/t/liba.so", "gone_in_a"));
				const names = load.problems.flatMap((problem) => (problem.kind === "symbol-missing" ? [problem.symbol] : []));
				expect(names).toEqual(["gone_in_a", "gone_in_b", "gone_in_app"]);
			}
		},
	);
	scenario(
		"of libraries that do not need each other, the last one that was found comes first",
		{
			"/t/liba.so": library(pointer("gone_in_a")),
			"/t/libb.so": library(pointer("gone_in_b")),
			"/t/libc3.so": library(pointer("gone_in_c")),
			"/t/app": program("", "0", { needs: ["/t/liba.so", "/t/libb.so", "/t/libc3.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lookupError("/t/app", "/t/libc3.so", "gone_in_c"));
		},
	);
	scenario(
		"a circle of libraries ends somewhere",
		{
			"/t/libb.so": library(),
			"/t/liba.so": library(pointer("gone_in_a"), { needs: ["/t/libb.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/libb.so#": library(pointer("gone_in_b"), { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/app": program("", "0", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/other": program("", "0", { needs: ["/t/libb.so", "/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			for (const path of ["/t/app", "/t/other"]) {
				const [line = ""] = stage.exec(path).lines;
				expectExec(stage, path, line);
			}
		},
	);
});

describe("where symbols are looked up", () => {
	scenario(
		"a definition anywhere in the process will do",
		{
			"/t/liba.so": library(pointer("from_b"), { flags: now }),
			"/t/libb.so": library("int from_b(void) { return 1; }"),
			"/t/app": program("", "0", { needs: ["/t/liba.so", "/t/libb.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/own": program("int from_b(void) { return 1; }", "0", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectExec(stage, "/t/own", "starts");
			expectDlopen(stage, "/t/liba.so", "now", "/t/liba.so: undefined symbol: from_b");
		},
	);
	scenario(
		"hidden definitions do not count",
		{
			"/t/libb.so": library('__attribute__((visibility("hidden"))) int from_b(void) { return 1; }'),
			"/t/app": program(pointer("from_b"), "pointer_from_b", { needs: ["/t/libb.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lookupError("/t/app", "/t/app", "from_b"));
		},
	);
	scenario(
		"weak definitions and IFUNC symbols count",
		{
			"/t/libb.so": library(
				`__attribute__((weak)) int weak_one(void) { return 1; }
				static int chosen(void) { return 1; }
				__attribute__((visibility("hidden"))) void *choose(void) { return chosen; }
				int by_ifunc(void) __attribute__((ifunc("choose")));`,
			),
			"/t/app": program(`${pointer("weak_one")} ${pointer("by_ifunc")}`, "pointer_weak_one && pointer_by_ifunc", {
				needs: ["/t/libb.so"],
				flags: ["-Wl,-rpath,/t"],
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"a library with DT_SYMBOLIC asks itself first",
		{
			"/t/liba.so": library("extern int data; int *place = &data; int data = 1;", {
				flags: ["-Wl,-Bsymbolic", "-Wl,--hash-style=sysv"],
			}),
			"/t/app": program("", "0", { needs: ["/t/liba.so"], flags: ["-Wl,-rpath,/t"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"a library without a hash table defines nothing",
		{
			"/t/libb.so": library("int from_b(void) { return 1; }"),
			"/t/app": program(pointer("from_b"), "pointer_from_b", { needs: ["/t/libb.so"], flags: ["-Wl,-rpath,/t"] }),
			"/t/libb.so#": library("int from_b(void) { return 1; }", { flags: ["-Wl,--hash-style=sysv"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
});

describe("a missing library", () => {
	scenario(
		"leaves open what it would have brought",
		{
			"/t/libgone.so": library("int from_gone(void) { return 1; }"),
			"/t/libx.so": library("int foo(void) { return 1; }", { versions: "V1 { foo; };" }),
			"/t/app": program("int from_gone(void), foo(void), bar(void);", "from_gone() + foo() + bar()", {
				needs: [
					"/t/libgone.so",
					{
						soname: "libx.so",
						source: "int foo(void) { return 1; } int bar(void) { return 1; }",
						versions: "V1 { *; };",
					},
				],
				flags: ["-Wl,-rpath,/t"],
			}),
			"/t/libgone.so#": removed(),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", lacks("/t/app", "libgone.so"));
			const symbols = load.problems.flatMap((problem) =>
				problem.kind === "symbol-missing" ? [[problem.symbol, problem.undecided]] : [],
			);
			expect(symbols.sort()).toEqual([
				["bar", false],
				["from_gone", true],
			]);
		},
	);
});

describe("a plug-in's host", () => {
	scenario("brings symbols of its own", { "/t/plugin.so": library(pointer("PyModule_Create2")) }, (stage) => {
		const hostProvides = (symbol: string) => symbol.startsWith("Py");
		if (!stage.hasDlopen) return;
		expect(stage.dlopen("/t/plugin.so", "now", { hostProvides }).outcome).toBe("starts");
		expect(stage.dlopen("/t/plugin.so", "now").lines).toEqual(["/t/plugin.so: undefined symbol: PyModule_Create2"]);
	});
	scenario(
		"brings what the libraries that it needs itself have, as far as they are there",
		{
			"/t/libcarried.so": library("int carried(void) { return 1; }"),
			"/t/plugin.so": library(pointer("carried")),
			"/t/strange.so": library(pointer("strange")),
		},
		(stage) => {
			if (!stage.hasDlopen) return;
			const request = { hostNeeds: ["/t/libcarried.so", "libgone.so"] };
			expect(stage.dlopen("/t/plugin.so", "now", request)).toMatchObject({ outcome: "starts", problems: [] });
			const strange = ["/t/strange.so: undefined symbol: strange"];
			expect(stage.dlopen("/t/strange.so", "now", request).lines).toEqual(strange);
			expectDlopen(stage, "/t/plugin.so", "now", "/t/plugin.so: undefined symbol: carried");
		},
	);
	scenario(
		"has loaded libraries that the root need not have",
		{
			"/t/libjvm.so": library("int JVM_Thing(void) { return 1; } int versioned(void) { return 1; }", {
				versions: "OWN_1 { global: versioned; };",
			}),
			"/t/plugin.so": library(pointer("JVM_Thing"), { needs: ["/t/libjvm.so"] }),
			"/t/versioned.so": library(pointer("versioned"), { needs: ["/t/libjvm.so"] }),
			"/t/unknown.so": library(pointer("strange"), { needs: ["/t/libjvm.so"] }),
			"/t/other.so": library(pointer("JVM_Thing"), { needs: ["/t/libjvm.so", "libgone.so"] }),
			"/t/libjvm.so#": removed(),
		},
		(stage) => {
			if (!stage.hasDlopen) return;
			const hostProvides = (symbol: string) => symbol.startsWith("JVM_");
			const request = { hostProvides, hostLibraries: ["libjvm.so"] };
			expect(stage.dlopen("/t/plugin.so", "now", request)).toMatchObject({ outcome: "starts", problems: [] });
			expect(stage.dlopen("/t/versioned.so", "now", request)).toMatchObject({ outcome: "starts", problems: [] });
			const unknown = stage.dlopen("/t/unknown.so", "now", request);
			expect(unknown).toMatchObject({
				outcome: "unknown",
				reason: expect.stringContaining("strange may come with libjvm.so"),
			});
			const other = stage.dlopen("/t/other.so", "now", request);
			expect(other.problems).toMatchObject([{ kind: "library-missing", library: "libgone.so" }]);
			expect(stage.dlopen("/t/plugin.so", "now", { hostProvides }).problems).toMatchObject([
				{ kind: "library-missing", library: "libjvm.so" },
			]);
		},
	);
});
