import { expect, test } from "vitest";
import { libraryInstead } from "../../src/rules/advice/foreign.ts";
import { foreignLibrary } from "../../src/tree/foreign-library.ts";
import { memoryFile } from "../../src/tree/memory-tree.ts";

test.each([
	["an empty file", "", /^empty$/, /failed download or build/],
	["a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\n", /^a Git LFS pointer/, /git lfs pull/],
	["a page", "<!DOCTYPE html><html><body>404", /^an HTML page/, /curl -fL/],
	["a link that became a text", "liba.so.1", /name of another, liba\.so\.1: a link/, /core\.symlinks/],
	["a linker script", "/* GNU ld script */\nGROUP ( liba.so.1 )", /^a linker script/, /lib\*\.so\.N/],
	["a text", "Not Found\n", /^a text file$/, /download/],
	["a script", "#!/bin/sh\n", /^a script$/, /look at the text/],
	["a library for macOS", "\xcf\xfa\xed\xfe\x07\0\0\x01", /^a library for macOS/, /build for Linux/],
	["a library for Windows", "MZ\x90\0", /^a Windows library/, /build for Linux/],
	["a gzip file", "\x1f\x8b\x08\0", /^compressed/, /unpack/],
] as const)("%s where a library is expected", (_, content, what, remedy) => {
	const found = foreignLibrary(memoryFile("/lib/liba.so", Buffer.from(content, "latin1"), 0o644));
	expect(found?.what).toMatch(what);
	expect(libraryInstead(found?.kind ?? "text").join("\n")).toMatch(remedy);
});

test("nothing is said of ELF files, and of bytes that tell nothing", () => {
	for (const bytes of [Buffer.from("\x7fELF", "latin1"), Buffer.from([0, 1, 2, 3, 4, 200])]) {
		expect(foreignLibrary(memoryFile("/lib/liba.so", bytes, 0o644))).toBeUndefined();
	}
});
