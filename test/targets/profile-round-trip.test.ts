import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import { readProfile } from "../../src/targets/profile/profile-reader.ts";
import { profileBytes } from "../../src/targets/stored-profile.ts";
import type { Target } from "../../src/targets/target.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import { compareTrees } from "./compare-trees.ts";

function storedAgain(target: Target): Target {
	const stored = readProfile(memorySource("stored", profileBytes(target))).find(target.name, target.arch);
	if (stored === undefined) throw new Error("the target is not in its own profile");
	return stored;
}

const roots = process.env.ELFSPECT_EXTRACTED_ROOTS;
const samples =
	roots !== undefined && existsSync(roots)
		? readdirSync(roots).filter((name) => /^(alpine|busybox|distroless-cc)/.test(name))
		: [];

/** Stores a folder as a target and compares every answer. Shape: the number of files. */
function compareWithStored(folder: string): number {
	const tree = directoryTree(folder);
	const target = targetOfTree(tree, { name: folder, provenance: { source: "test" } });
	const stored = storedAgain(target);
	expect({ ...stored, tree: undefined, aliases: undefined }).toEqual({ ...target, tree: undefined });
	return compareTrees({ folder, real: tree, stored: stored.tree, inodes: new Set() });
}

const fixtures = readdirSync("fixtures-bin").filter((name) => name.includes("-"));

describe("a stored tree answers as the real one does", () => {
	test.each(fixtures)("fixtures of %s", (name) => {
		expect(compareWithStored(`fixtures-bin/${name}`)).toBeGreaterThan(0);
	});

	if (samples.length === 0) {
		console.warn("SKIPPED: stored root file systems against real ones; ELFSPECT_EXTRACTED_ROOTS names none");
	}
	test.skipIf(samples.length === 0).each(samples)("%s", (name) => {
		expect(compareWithStored(`${roots}/${name}/x86_64`)).toBeGreaterThan(10);
	});
});
