import { describe, expect } from "vitest";
import type { Load } from "../../../src/loader/load.ts";
import { expectDlopen, expectExec, file, lacks, library, program, removed, scenario } from "./glibc-scene.ts";

const rpath = (...paths: string[]) => ["-Wl,--disable-new-dtags", `-Wl,-rpath,${paths.join(":")}`];
const runpath = (...paths: string[]) => ["-Wl,--enable-new-dtags", `-Wl,-rpath,${paths.join(":")}`];
const f = "int f(void) { return 1; }";
const usesF = "int f(void); int g(void) { return f(); }";
const pathOf = (load: Load, library: string): string | undefined =>
	load.objects.find(({ requestedAs }) => requestedAs === library)?.name;

describe("RPATH", () => {
	scenario(
		"of the program serves what its libraries need",
		{
			"/t/libb.so": library(f),
			"/t/liba.so": library(usesF, { needs: ["/t/libb.so"] }),
			"/t/app": program("int g(void);", "g()", { needs: ["/t/liba.so"], flags: rpath("/t") }),
		},
		(stage) => {
			expect(pathOf(expectExec(stage, "/t/app", "starts"), "libb.so")).toBe("/t/libb.so");
			expectDlopen(stage, "/t/liba.so", "now", "libb.so: cannot open shared object file: No such file or directory");
		},
	);
	scenario(
		"of the object that needs a library comes before that of the program",
		{
			"/t/first/libb.so": library(f),
			"/t/second/libb.so": library(f),
			"/t/liba.so": library(usesF, { needs: ["/t/second/libb.so"], flags: rpath("/t/second") }),
			"/t/app": program("int g(void);", "g()", { needs: ["/t/liba.so"], flags: rpath("/t", "/t/first") }),
		},
		(stage) => {
			expect(pathOf(expectExec(stage, "/t/app", "starts"), "libb.so")).toBe("/t/second/libb.so");
		},
	);
	scenario(
		"counts for nothing in an object that has RUNPATH, too; neither do those of its ancestors",
		{
			"/t/b/libb.so": library(f),
			"/t/liba.so": library(usesF, { needs: ["/t/b/libb.so"], flags: runpath("/elsewhere") }),
			"/t/app": program("int g(void);", "g()", { needs: ["/t/liba.so"], flags: rpath("/t", "/t/b") }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lacks("/t/app", "libb.so"));
		},
	);
	scenario(
		"of a library in between serves what comes below it",
		{
			"/t/c/libc3.so": library(f),
			"/t/b/libb.so": library(usesF, { needs: ["/t/c/libc3.so"] }),
			"/t/a/liba.so": library("int g(void); int h(void) { return g(); }", {
				needs: ["/t/b/libb.so"],
				flags: rpath("/t/b", "/t/c"),
			}),
			"/t/app": program("int h(void);", "h()", { needs: ["/t/a/liba.so"], flags: rpath("/t/a") }),
		},
		(stage) => {
			expect(pathOf(expectExec(stage, "/t/app", "starts"), "libc3.so")).toBe("/t/c/libc3.so");
		},
	);
});

describe("RUNPATH", () => {
	scenario(
		"serves only the object that has it",
		{
			"/t/libb.so": library(f),
			"/t/liba.so": library(usesF, { needs: ["/t/libb.so"] }),
			"/t/app": program("int g(void);", "g()", { needs: ["/t/liba.so"], flags: runpath("/t") }),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", lacks("/t/app", "libb.so"));
			const [problem] = load.problems;
			expect(problem).toMatchObject({ kind: "library-missing", library: "libb.so", object: "/t/liba.so" });
		},
	);
	scenario(
		"comes before the system's folders",
		{
			"/lib/liba.so": library(f),
			"/t/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: runpath("/t") }),
		},
		(stage) => {
			const object = expectExec(stage, "/t/app", "starts").objects[1];
			expect([object?.name, object?.via]).toEqual(["/t/liba.so", "runpath"]);
		},
	);
	scenario(
		"with an empty part means the working directory",
		{
			"/t/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/liba.so"], flags: runpath("/none", "") }),
		},
		(stage) => {
			expectExec(stage, "/t/app", lacks("/t/app", "liba.so"));
			expect(stage.exec("/t/app", { workingDirectory: "/t" }).objects[1]?.name).toBe("liba.so");
		},
	);
	scenario(
		"relative to the working directory",
		{
			"/sub/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", { needs: ["/sub/liba.so"], flags: runpath("sub") }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "starts").objects[1]?.name).toBe("sub/liba.so");
		},
	);
});

describe("names with a slash", () => {
	scenario(
		"are paths, and what lies beside them is not found by name",
		{
			"/t/some/lib_f.so": library(f),
			"/t/lib_g.so": library(usesF, { needs: ["/t/some/lib_f.so"], flags: runpath("/t/some") }),
			"/t/plain.so": library("int i(void) { return 1; }", { soname: "/t/plain.so" }),
			"/t/app_a": program("int f(void), g(void), i(void);", "f() + g() + i()", {
				needs: ["/t/some/lib_f.so", "/t/lib_g.so", "/t/plain.so"],
				flags: runpath("/t"),
			}),
			"/t/app_b": program("int f(void), g(void), i(void);", "f() + g() + i()", {
				needs: ["/t/some/lib_f.so", "/t/lib_g.so", "/t/plain.so"],
				flags: runpath("/t", "/t/some"),
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app_a", lacks("/t/app_a", "lib_f.so"));
			const load = expectExec(stage, "/t/app_b", "starts");
			expect(load.objects.find(({ name }) => name === "/t/plain.so")?.via).toBe("path");
		},
	);
	scenario(
		"say why they lead nowhere",
		{
			"/t/file": file("x"),
			"/t/gone.so": library(f, { soname: "/t/file/gone.so" }),
			"/t/plugin.so": library("", { needs: ["/t/gone.so"] }),
			"/t/app": program("int f(void);", "f()", { needs: ["/t/gone.so"] }),
		},
		(stage) => {
			expectExec(
				stage,
				"/t/app",
				"/t/app: error while loading shared libraries: /t/file/gone.so: cannot open shared object file: Error 20",
			);
			expectDlopen(stage, "/t/plugin.so", "now", "/t/file/gone.so: cannot open shared object file: Not a directory");
		},
	);
});

describe("the system's folders", () => {
	scenario(
		"are those that are compiled into the loader, in their order",
		{
			"/usr/lib/liba.so": library(f),
			"/lib/x86_64-linux-gnu/liba.so": library(f),
			"/t/app": program("int f(void);", "f()", { needs: ["/usr/lib/liba.so"] }),
		},
		(stage) => {
			const object = expectExec(stage, "/t/app", "starts").objects[1];
			expect([object?.name, object?.via]).toEqual(["/lib/x86_64-linux-gnu/liba.so", "default"]);
		},
	);
	scenario(
		"are left out for what an object with DF_1_NODEFLIB needs, and only for that",
		{
			"/usr/lib/libsystem.so": library(f),
			"/t/libplain.so": library(usesF, { needs: ["/usr/lib/libsystem.so"] }),
			"/t/app_a": program("int g(void);", "g()", {
				needs: ["/t/libplain.so"],
				flags: ["-Wl,-z,nodefaultlib", ...runpath("/t")],
			}),
			"/t/app_b": program("int f(void), g(void);", "f() + g()", {
				needs: ["/t/libplain.so", "/usr/lib/libsystem.so"],
				flags: ["-Wl,-z,nodefaultlib", ...rpath("/t")],
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app_a", "starts");
			expectExec(stage, "/t/app_b", lacks("/t/app_b", "libsystem.so"));
		},
	);
});

describe("completeness", () => {
	scenario(
		"every missing library is listed, the first one is what the loader names",
		{
			"/t/libx.so": library(),
			"/t/liby.so": library(),
			"/t/libz.so": library(),
			"/t/liba.so": library("int a(void) { return 1; }", { needs: ["/t/libz.so"] }),
			"/t/app": program("int a(void);", "a()", {
				needs: ["/t/libx.so", "/t/liba.so", "/t/liby.so"],
				flags: rpath("/t"),
			}),
			"/t/libx.so#": removed(),
			"/t/liby.so#": removed(),
			"/t/libz.so#": removed(),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", lacks("/t/app", "libx.so"));
			const missing = load.problems.flatMap((problem) => (problem.kind === "library-missing" ? [problem.library] : []));
			expect(missing).toEqual(["libx.so", "liby.so", "libz.so"]);
		},
	);
});
