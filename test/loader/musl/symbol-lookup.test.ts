import { describe, expect } from "vitest";
import { expectExec, library, patched, program, removed, scenario } from "../support/scene.ts";

const notFound = (object: string, symbol: string) => `Error relocating ${object}: ${symbol}: symbol not found`;
const run = ["-Wl,-rpath,/t"];

describe("symbols", () => {
	scenario(
		"a missing function is fatal at the start, though it is never called",
		{ "/t/app": program("int gone(void);", "gone()", { needs: ["libc.so"] }) },
		(stage) => {
			expectExec(stage, "/t/app", [notFound("/t/app", "gone")]);
		},
	);
	scenario(
		"a weak reference may stay undefined",
		{ "/t/app": program("__attribute__((weak)) int gone(void);", "gone", { needs: ["libc.so"] }) },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"the loader's own symbols count only where something needs libc",
		{ "/t/app": program("int puts(char *);", "puts") },
		(stage) => {
			expectExec(stage, "/t/app", [notFound("/t/app", "puts")]);
		},
	);
	scenario(
		"protected and unique definitions are found, and so are absolute ones unless they are zero",
		{
			"/t/libdefs.so": library(
				`__attribute__((visibility("protected"))) int guarded;
				__asm__(".globl only\\n.type only, @gnu_unique_object\\n.data\\nonly: .long 1\\n.size only, 4");
				__asm__(".globl absolute, zero\\nabsolute = 5\\nzero = 0");`,
			),
			"/t/app": program("extern int guarded, only, absolute, zero;", "&guarded - &only + (&absolute - &zero)", {
				needs: ["/t/libdefs.so"],
				flags: run,
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", [notFound("/t/app", "zero")]);
		},
	);
	scenario(
		"a function that the library picks by IFUNC is not found",
		{
			"/t/libpick.so": library(
				'static int one(void) { return 1; } static void *pick(void) { return one; } int picked(void) __attribute__((ifunc("pick")));',
			),
			"/t/app": program("int picked(void);", "picked()", { needs: ["/t/libpick.so"], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", [notFound("/t/app", "picked")]);
		},
	);
	scenario(
		"one that is local to the library is not found",
		{
			"/t/libhide.so": library('__attribute__((visibility("hidden"))) int inside;'),
			"/t/app": program("extern int inside;", "&inside", { needs: ["/t/libhide.so"], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", [notFound("/t/app", "inside")]);
		},
	);
	scenario(
		"definitions may come from any object, the program included",
		{
			"/t/libask.so": library("int from_app(void); int ask(void) { return from_app(); }"),
			"/t/app": program("int ask(void); int from_app(void) { return 1; }", "ask()", {
				needs: ["/t/libask.so"],
				flags: run,
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"data of a fixed program is copied from its library",
		{
			"/t/libdata.so": library("int shared[4] = {1, 2, 3, 4};"),
			"/t/other/libdata.so": library(""),
			"/t/app": program("extern int shared[4];", "shared[1]", { needs: ["/t/libdata.so"], flags: ["-no-pie", ...run] }),
			"/t/broken": program("extern int shared[4];", "shared[1]", {
				needs: ["/t/libdata.so"],
				flags: ["-no-pie", "-Wl,-rpath,/t/other"],
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectExec(stage, "/t/broken", [notFound("/t/broken", "shared")]);
		},
	);
	for (const style of ["gnu", "sysv", "both"]) {
		scenario(
			`--hash-style=${style} does`,
			{
				"/t/libdefs.so": library("int a, b, c;", { flags: [`-Wl,--hash-style=${style}`] }),
				"/t/app": program("extern int a, c, gone;", "&a - &c + &gone", {
					needs: ["/t/libdefs.so"],
					flags: [...run, `-Wl,--hash-style=${style}`],
				}),
			},
			(stage) => {
				expectExec(stage, "/t/app", [notFound("/t/app", "gone")]);
			},
		);
	}
	scenario(
		"a library without any hash table makes the loader crash",
		{
			"/t/libdefs.so": patched(library("int a;", { flags: ["-Wl,--hash-style=sysv"] }), (bytes) => {
				const tag = Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]);
				bytes.writeUInt32LE(0x6ffffff8, bytes.indexOf(tag, dynamicOffset(bytes)));
			}),
			"/t/app": program("extern int a;", "&a", { needs: ["/t/libdefs.so"], flags: run }),
		},
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems[0]?.kind).toBe("crash");
		},
	);
	scenario(
		"libraries are relocated before the program, function slots before data",
		{
			"/t/libfirst.so": library(
				"extern int data_1; int f_1(void); int *p_1 = &data_1; int use_1(void) { return f_1(); }",
			),
			"/t/libsecond.so": library("int f_2(void); int use_2(void) { return f_2(); }"),
			"/t/app": program("extern int data_0; int f_0(void);", "f_0() + data_0", {
				needs: ["/t/libfirst.so", "/t/libsecond.so"],
				flags: run,
			}),
		},
		(stage) => {
			expectExec(stage, "/t/app", [
				notFound("/t/libfirst.so", "f_1"),
				notFound("/t/libfirst.so", "data_1"),
				notFound("/t/libsecond.so", "f_2"),
				notFound("/t/app", "f_0"),
				notFound("/t/app", "data_0"),
			]);
		},
	);
	scenario(
		"what a missing library may bring is left open, what it cannot bring is not",
		{
			"/t/libgone.so.1": library("int brought(void) { return 1; }", { versions: "G1 { brought; };" }),
			"/t/libhere.so.1": library("int old(void) { return 1; }", { versions: "H1 { old; };" }),
			"/t/app": program("int brought(void); int old(void); int fresh(void);", "brought() + old() + fresh()", {
				needs: [
					"/t/libgone.so.1",
					{
						soname: "libhere.so.1",
						source: "int old(void) { return 1; } int fresh(void) { return 2; }",
						versions: "H1 { old; }; H2 { fresh; } H1;",
					},
				],
				flags: run,
			}),
			"/t/libgone.so.1#": removed(),
		},
		(stage) => {
			const load = stage.exec("/t/app");
			const missing = load.problems.flatMap((problem) =>
				problem.kind === "symbol-missing" ? [[problem.symbol, problem.version, problem.undecided]] : [],
			);
			expect(missing.sort()).toEqual([
				["brought", "G1", true],
				["fresh", "H2", false],
			]);
		},
	);
});

function dynamicOffset(bytes: Buffer): number {
	const count = bytes.readUInt16LE(56);
	for (let index = 0; index < count; index += 1) {
		const at = 64 + index * 56;
		if (bytes.readUInt32LE(at) === 2) return Number(bytes.readBigUInt64LE(at + 8));
	}
	throw new Error("there is no PT_DYNAMIC");
}
