import { describe, expect, it } from "vitest";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import { Bits } from "../../../src/loader/glibc/bits.ts";
import type { Load } from "../../../src/loader/load.ts";
import { loadSubject } from "../../../src/loader/load-subject.ts";
import { identifyLibc } from "../../../src/targets/identify-libc.ts";
import { expectExec, type GlibcStage, type Items, library, lookupError, program, scenario } from "./glibc-scene.ts";

const uses = (name: string, flags: readonly string[] = []) =>
	library(`int ${name}(void); int (*pointer)(void) = ${name};`, { flags: [...flags] });
const flags = ["-Wl,-rpath,/t"];
const app = (...needs: readonly string[]) => program("", "0", { needs: [...needs], flags });

/** What a program meets whose files nobody has read before: its root is seen as if for the first time. */
function anew({ root }: GlibcStage, path: string): Load {
	const tree = directoryTree(root);
	return loadSubject({ root: tree, libcAt: (at) => identifyLibc(tree, at), machine: 62, path, mode: "exec" });
}

/** Loads programs round after round: what is remembered of one must not show in another. */
function expectSameEveryRound(stage: GlibcStage, programs: readonly string[]): void {
	const first = programs.map((path) => anew(stage, path).problems);
	for (let round = 0; round < 4; round += 1) {
		expect(programs.map((path) => stage.exec(path).problems)).toEqual(first);
	}
}

describe("what is remembered of a library", () => {
	scenario(
		"holds where the file that answered is there, and nowhere else",
		{
			"/t/giving.so": library("int wanted(void) { return 1; }"),
			"/t/other.so": library("int other(void) { return 1; }"),
			"/t/user.so": uses("wanted"),
			"/t/with": app("/t/user.so", "/t/giving.so"),
			"/t/without": app("/t/user.so", "/t/other.so"),
			"/t/itself": program("int wanted(void) { return 2; }", "wanted()", {
				needs: ["/t/user.so"],
				flags: [...flags, "-Wl,--export-dynamic"],
			}),
		},
		(stage) => {
			expectSameEveryRound(stage, ["/t/with", "/t/without", "/t/itself"]);
			expectExec(stage, "/t/with", "starts");
			expectExec(stage, "/t/itself", "starts");
			expectExec(stage, "/t/without", lookupError("/t/without", "/t/user.so", "wanted"));
		},
	);
	scenario(
		"says nothing of IFUNC symbols that are not ready",
		{
			"/t/plain.so": library("int chosen(void) { return 1; }"),
			"/t/own.so": library(`static int one(void) { return 1; }
				__attribute__((visibility("hidden"))) void *choose(void) { return one; }
				int chosen(void) __attribute__((ifunc("choose")));`),
			"/t/user.so": uses("chosen"),
			"/t/plain": app("/t/user.so", "/t/plain.so"),
			"/t/early": app("/t/own.so", "/t/user.so"),
			"/t/late": app("/t/user.so", "/t/own.so"),
			"/t/both": app("/t/plain.so", "/t/own.so", "/t/user.so"),
			"/t/other-way": app("/t/own.so", "/t/plain.so", "/t/user.so"),
		} satisfies Items,
		(stage) => {
			expectSameEveryRound(stage, ["/t/plain", "/t/early", "/t/late", "/t/both", "/t/other-way"]);
			const warned = stage.release < 25 ? 0 : 1;
			expect(stage.exec("/t/early").problems).toHaveLength(warned);
			expect(stage.exec("/t/other-way").problems).toHaveLength(warned);
			expect(stage.exec("/t/both").problems).toEqual([]);
		},
	);
	scenario(
		"does not outlast the file that a version need names",
		{
			"/t/versioned.so": library("int wanted(void) { return 1; }", { versions: "V1 { global: wanted; };" }),
			"/t/user.so": library("int wanted(void); int (*pointer)(void) = wanted;", { needs: ["/t/versioned.so"], flags }),
			"/t/giving.so": library("int wanted(void) { return 1; }", { versions: "V1 { global: wanted; };" }),
			"/t/app": app("/t/user.so"),
			"/t/preferring": app("/t/giving.so", "/t/user.so"),
		},
		(stage) => {
			expectSameEveryRound(stage, ["/t/app", "/t/preferring"]);
			expectExec(stage, "/t/app", "starts");
		},
	);
});

describe("a set of bits", () => {
	it("lists what is in it in rising order, the last bit of a word, too", () => {
		const bits = new Bits(100);
		for (const at of [99, 31, 0, 64]) bits.set(at);
		expect(bits.list()).toEqual([0, 31, 64, 99]);
		const others = new Bits(100);
		for (const at of [31, 1]) others.set(at);
		const copy = bits.copy();
		copy.remove(others);
		expect(copy.list()).toEqual([0, 64, 99]);
		copy.add(others);
		expect(copy.list()).toEqual([0, 1, 31, 64, 99]);
		expect(bits.list()).toEqual([0, 31, 64, 99]);
	});
});
