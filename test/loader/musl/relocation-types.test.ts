import { describe, expect } from "vitest";
import { dlopenedReality, expectDlopen, expectExec, library, patched, program, scenario } from "../support/scene.ts";

const picked = `static int one(void) { return 1; } static void *pick(void) { return one; }
	static int picked(void) __attribute__((ifunc("pick")));`;
const run = ["-Wl,-rpath,/t"];

describe("relocation types", () => {
	scenario("IRELATIVE in a program is refused", { "/t/app": program(picked, "picked()") }, (stage) => {
		const load = expectExec(stage, "/t/app", ["Error relocating /t/app: unsupported relocation type 37"]);
		expect(load.problems).toMatchObject([{ kind: "relocation-unsupported", relocation: 37 }]);
	});
	scenario(
		"and in a library",
		{
			"/t/libpick.so": library(`${picked} int use(void) { return picked(); }`),
			"/t/app": program("int use(void);", "use()", { needs: ["/t/libpick.so"], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", ["Error relocating /t/libpick.so: unsupported relocation type 37"]);
			expectDlopen(stage, "/t/libpick.so", "now", "Error relocating /t/libpick.so: unsupported relocation type 37");
		},
	);
	scenario(
		"a static program applies its own",
		{ "/t/app": program(picked, "picked()", { flags: ["-static"] }) },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"the size of a symbol (R_X86_64_SIZE64) is refused, but only after its symbol was found",
		{
			"/t/libsize.so": library('extern int a, gone; __asm__(".data\\n.quad a@SIZE\\n.quad gone@SIZE");'),
			"/t/liba.so": library("int a;"),
			"/t/app": program("", "0", { needs: ["/t/libsize.so", "/t/liba.so"], flags: run }),
		},
		(stage) => {
			const load = expectExec(stage, "/t/app", stage.exec("/t/app").lines);
			expect([...load.lines].sort()).toEqual([
				"Error relocating /t/libsize.so: gone: symbol not found",
				"Error relocating /t/libsize.so: unsupported relocation type 33",
			]);
		},
	);
	scenario(
		"code of another machine is taken for its own until a type is unknown",
		{
			"/lib/liba.so": patched(library("int a; int *p = &a;"), (bytes) => {
				bytes.writeUInt16LE(183, 18);
				// R_AARCH64_ABS64 in the place of R_X86_64_64.
				bytes.writeUInt32LE(257, bytes.lastIndexOf(Buffer.from([1, 0, 0, 0, 1, 0, 0, 0])));
			}),
			"/t/app": program("", "0", { needs: ["liba.so"] }),
		},
		(stage) => {
			expectExec(stage, "/t/app", ["Error relocating /lib/liba.so: unsupported relocation type 257"]);
		},
	);
	scenario(
		"DT_RELR is applied, or ignored in silence until the program dies",
		{
			"/t/liba.so": library(
				"int a, b; int *p[] = {&a, &b}; static int x; static int *q[] = {&x, &x, &x}; int **use(void) { return q; }",
				{
					flags: ["-Wl,-z,pack-relative-relocs"],
				},
			),
			"/t/app": program("int **use(void);", "use()", { needs: ["/t/liba.so"], flags: run }),
		},
		(stage) => {
			const { outcome, problems, lines } = stage.exec("/t/app");
			expect(lines).toEqual([]);
			expect(outcome).toBe(stage.libc.features.relr ? "starts" : "refused");
			expect(problems.map(({ kind }) => kind)).toEqual(stage.libc.features.relr ? [] : ["relr-ignored"]);
		},
	);
});

describe("text relocations", () => {
	const text = '__asm__(".text\\n.globl intext\\nintext: .quad target\\n"); int target;';
	const flags = ["-Wl,-z,notext", ...run];
	scenario(
		"in a program that the kernel mapped make the loader crash",
		{ "/t/app": program(text, "0", { flags }) },
		(stage) => {
			expect(expectExec(stage, "/t/app", "dies").problems).toMatchObject([{ kind: "text-relocations", fatal: true }]);
		},
	);
	scenario(
		"that are announced and not there do no harm",
		{ "/t/app": patched(program("int target; int *pointer = &target;", "pointer"), announce) },
		(stage) => {
			expectExec(stage, "/t/app", "starts");
		},
	);
	scenario(
		"are done in a library",
		{
			"/t/liba.so": library(text, { flags: [...flags, "-Wl,-z,noseparate-code"] }),
			"/t/app": program("", "0", { needs: ["/t/liba.so"], flags: run }),
		},
		(stage) => {
			expectExec(stage, "/t/app", "starts");
			expectDlopen(stage, "/t/liba.so", "now", "starts");
		},
	);
	scenario(
		"an empty segment is too much for mmap before 1.2.3",
		{
			"/t/liba.so": library("", { flags: ["-Wl,-z,separate-code"] }),
			"/t/app": program("", "0", { needs: ["/t/liba.so"], flags: run }),
		},
		(stage) => {
			const path = "/t/liba.so";
			expect(stage.dlopen(path, "now").lines).toEqual(dlopenedReality(stage, path, "now").lines);
		},
	);
	scenario(
		"what went wrong before the crash is printed",
		{ "/t/app": program(`${text} int gone(void);`, "gone()", { needs: ["libgone.so"], flags }) },
		(stage) => {
			expectExec(stage, "/t/app", [
				"Error loading shared library libgone.so: No such file or directory (needed by /t/app)",
				"Error relocating /t/app: gone: symbol not found",
			]);
		},
	);
});

/** DT_TEXTREL in the place of DT_SYMENT, which nobody reads. */
function announce(bytes: Buffer): void {
	const symbolEntry = Buffer.from([11, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0]);
	bytes.writeUInt32LE(22, bytes.indexOf(symbolEntry));
}
