import { describe, expect, test } from "vitest";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { overlayTree } from "../../src/tree/overlay-tree.ts";
import { prefixedTree } from "../../src/tree/prefixed-tree.ts";

const file = memoryFile("a", Buffer.from("a"), 0o755);
const tree = prefixedTree(
	memoryTree([
		["/a", file],
		["/lib/b", file],
		["/in", { type: "symlink", target: "lib/b" }],
		["/out", { type: "symlink", target: "/lib/b" }],
	]),
	"/opt/app",
);

describe("a tree in a folder of a root", () => {
	test("stands there and nowhere else", () => {
		expect(tree.lookup("/opt/app/a")).toMatchObject({ found: true, realPath: "/opt/app/a" });
		expect(tree.lookup("/a").found).toBe(false);
		expect(tree.lookup("/opt/app").found).toBe(true);
		expect(tree.lookup("/opt/apple").found).toBe(false);
	});

	test("lists the folders on the way to it", () => {
		expect([tree.list("/"), tree.list("/opt"), tree.list("/opt/app")]).toEqual([
			["opt"],
			["app"],
			["a", "in", "lib", "out"],
		]);
	});

	test("has links that stay in it, and absolute ones that leave it", () => {
		expect(tree.lookup("/opt/app/in")).toMatchObject({ found: true, realPath: "/opt/app/lib/b" });
		expect(tree.lookup("/opt/app/out").found).toBe(false);
		const root = overlayTree(tree, memoryTree([["/lib/b", file]]));
		expect(root.lookup("/opt/app/out")).toMatchObject({ found: true, realPath: "/lib/b" });
	});
});
