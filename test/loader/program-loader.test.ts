import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadSubject } from "../../src/loader/load-subject.ts";
import { identifyLibc } from "../../src/targets/identify-libc.ts";
import { memoryFile } from "../../src/tree/memory-tree.ts";
import { fixture, image, opened } from "../subjects/opened.ts";

const USUAL = "/lib64/ld-linux-x86-64.so.2";
const LIBRARY = "/usr/lib/Sample.so";

/** A program for glibc that wants another loader; the path must not be longer than the usual one. */
function programBy(loader: string) {
	const bytes = readFileSync("fixtures-bin/x86_64-glibc/hello");
	bytes.write(loader.padEnd(USUAL.length, "\0"), bytes.indexOf(USUAL), "latin1");
	return memoryFile("tool", bytes, 0o755);
}

/** How a library of a root is opened that has one program in a folder. */
function openedIn(folder: string, loader: string, isThere = true) {
	const { tree } = opened(
		{
			[`${folder}/tool`]: programBy(loader),
			[LIBRARY]: fixture("x86_64-glibc/Sample.so"),
			// Any ELF file that is none of the loaders that are known.
			...(isThere ? { [loader]: fixture("x86_64-glibc/Sample.so") } : {}),
		},
		image({}),
	);
	return loadSubject({ path: LIBRARY, root: tree, mode: "dlopen", libcAt: (path) => identifyLibc(tree, path) });
}

describe("a library in a root without the loaders that are known", () => {
	test.each(["/bin", "/usr/sbin", "/app", "/nix/store/0123-tool/bin"])(
		"is not judged where a program in %s starts by another one",
		(folder) => {
			const { outcome, reason } = openedIn(folder, "/lib64/ld64-uClibc.so.0");
			expect({ outcome, reason }).toEqual({
				outcome: "unknown",
				reason: "the loader at /lib64/ld64-uClibc.so.0 is none whose behaviour is known",
			});
		},
	);

	test("is of no use where the program's loader is missing, too", () => {
		const { outcome, problems } = openedIn("/bin", "/lib64/ld64-uClibc.so.0", false);
		expect(outcome).toBe("refused");
		expect(problems.map(({ kind }) => kind)).toContain("no-loader");
	});
});
