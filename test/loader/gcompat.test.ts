import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import type { LibcIdentity } from "../../src/targets/libc-identity.ts";
import { type Item, library, link, program, reality, type Stage, scenario } from "./support/scene.ts";

const interpreter = "/lib64/ld-linux-x86-64.so.2";
const stub: Item = (folder, path) => {
	const flags = ["-nostdlib", "-static-pie", "-fPIE", "-fno-stack-protector", "-w", "-Wl,--no-dynamic-linker"];
	mkdirSync(dirname(join(folder, path)), { recursive: true });
	execFileSync("gcc", [...flags, join(import.meta.dirname, "support/gcompat-stub.c"), "-o", join(folder, path)]);
};
const layer = {
	"/lib/ld-linux-x86-64.so.2": stub,
	"/lib64/ld-linux-x86-64.so.2": link("/lib/ld-linux-x86-64.so.2"),
	"/lib/libgcompat.so.0": library("int __printf_chk(void) { return 0; }", { needs: ["libc.so"] }),
};
const gcompat: LibcIdentity = {
	kind: "gcompat",
	loader: "/lib/ld-musl-x86_64.so.1",
	preload: ["/lib/libgcompat.so.0"],
};

function exec(stage: Stage, path: string) {
	const libcAt = (file: string): LibcIdentity => {
		if (file === "/lib/ld-linux-x86-64.so.2") return gcompat;
		return file === "/lib/ld-musl-x86_64.so.1" ? stage.libc : { kind: "unknown" };
	};
	const load = stage.exec(path, { libcAt });
	expect({ outcome: load.outcome, lines: load.lines }).toEqual(reality(stage, path));
	return load;
}

describe("gcompat: a stub that executes musl's loader with a library preloaded", () => {
	scenario(
		"brings its symbols, and its own name where a library is asked for by it",
		{
			...layer,
			"/t/app": program("int __printf_chk(void); int puts(char *);", "__printf_chk() + puts(0)", {
				needs: ["libc.so.6", "ld-linux-x86-64.so.2"],
				interpreter,
			}),
		},
		(stage) => {
			const load = exec(stage, "/t/app");
			expect(load.outcome).toBe("starts");
			expect(load.interpreter).toMatchObject({ path: interpreter, libc: { kind: "gcompat" } });
			expect(load.objects.map(({ name, via }) => [name, via])).toEqual([
				["/t/app", "subject"],
				["/lib/libgcompat.so.0", "preload"],
				["ld-linux-x86-64.so.2", "reserved"],
			]);
		},
	);
	scenario(
		"does not bring what it has not",
		{
			...layer,
			"/t/app": program("int __isoc23_strtol(void);", "__isoc23_strtol()", {
				needs: ["libc.so.6", "libanl.so.1"],
				interpreter,
			}),
		},
		(stage) => {
			expect(exec(stage, "/t/app").lines).toEqual([
				"Error loading shared library libanl.so.1: No such file or directory (needed by /t/app)",
				"Error relocating /t/app: __isoc23_strtol: symbol not found",
			]);
		},
	);
	scenario(
		"text relocations of the program are done: the loader maps it itself",
		{
			...layer,
			"/t/app": program('__asm__(".text\\n.globl intext\\nintext: .quad target\\n"); int target;', "0", {
				needs: ["libc.so.6"],
				interpreter,
				flags: ["-Wl,-z,notext"],
			}),
		},
		(stage) => {
			expect(exec(stage, "/t/app").outcome).toBe("starts");
		},
	);
	scenario(
		"finds $ORIGIN by the program's real path",
		{
			...layer,
			"/t/lib/liba.so": library(),
			"/t/app": program("", "0", { needs: ["/t/lib/liba.so"], interpreter, flags: ["-Wl,-rpath,$ORIGIN/lib"] }),
		},
		(stage) => {
			expect(exec(stage, "/t/app").outcome).toBe("starts");
		},
	);
	scenario(
		"without its library nothing is said, but its symbols are missing",
		{
			"/lib/ld-linux-x86-64.so.2": stub,
			"/lib64/ld-linux-x86-64.so.2": link("/lib/ld-linux-x86-64.so.2"),
			"/t/app": program("int __printf_chk(void);", "__printf_chk()", { needs: ["libc.so.6"], interpreter }),
		},
		(stage) => {
			expect(exec(stage, "/t/app").lines).toEqual(["Error relocating /t/app: __printf_chk: symbol not found"]);
		},
	);
	scenario(
		"without musl's loader the stub cannot go on",
		{ ...layer, "/t/app": program("", "0", { needs: ["libc.so.6"], interpreter }) },
		(stage) => {
			rmSync(join(stage.root, "lib/ld-musl-x86_64.so.1"));
			expect(exec(stage, "/t/app").lines).toEqual(["execve: No such file or directory"]);
		},
	);
});
