import { describe, expect, test } from "vitest";
import { type Root, readRoots, withRoot } from "../../scripts/roots/read-roots.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import { targetOfTree } from "../../src/targets/target-of-tree.ts";
import { compareTrees } from "./compare-trees.ts";

const folder = process.env.ELFSPECT_ROOTS;
const wanted = [
	"alpine:3.23 x86_64",
	"alpine:3.20 x86_64",
	"alpine:3.6 s390x",
	"busybox:1.38.0-glibc riscv64",
	"distroless/static-debian12 aarch64",
];
const roots =
	folder === undefined ? [] : readRoots(folder).filter(({ name, arch }) => wanted.includes(`${name} ${arch}`));

describe("a built-in target made anew from its root", () => {
	if (folder === undefined)
		console.warn("SKIPPED: built-in targets against their roots; ELFSPECT_ROOTS names no folder");
	test.skipIf(folder === undefined)("all of them are at hand", () => {
		expect(roots.map(({ name, arch }) => `${name} ${arch}`).toSorted()).toEqual(wanted.toSorted());
	});
	test.skipIf(folder === undefined).each(roots.map((root): [string, Root] => [`${root.name} ${root.arch}`, root]))(
		"%s is the stored one",
		(_name, root) => {
			const stored = findTarget(root.name, root.arch);
			if (folder === undefined || stored === undefined) throw new Error("it is not built in");
			withRoot(folder, root, ({ tree, size, place }) => {
				const { basis, source, sha256, date, changes } = root;
				const provenance = { basis, source, sha256, date, ...(changes === undefined ? {} : { changes }) };
				const made = targetOfTree(tree, { name: root.name, arch: root.arch, provenance, size });
				expect({ ...made, tree: undefined }).toEqual({ ...stored, tree: undefined, aliases: undefined });
				compareTrees({ folder: place, real: tree, stored: stored.tree, inodes: new Set() });
			});
		},
	);
});
