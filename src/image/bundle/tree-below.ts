import type { PlainTree } from "../../tree/path-resolution.ts";

/** A folder of a tree, by its real path, as a root of its own: links and `..` stay inside. */
export function treeBelow(tree: PlainTree, folder: string): PlainTree {
	const inside = (path: string): string => pathBelow(folder, path);
	const { direct } = tree;
	return {
		entryAt: (path) => tree.entryAt(inside(path)),
		namesIn: (path) => tree.namesIn(inside(path)),
		...(direct === undefined
			? {}
			: { direct: (path: string) => (path.startsWith("/") ? direct(inside(path)) : undefined) }),
	};
}

/** The path in the whole tree of what stands at a path below a folder of it. */
export function pathBelow(folder: string, path: string): string {
	if (folder === "/") return path;
	return path === "/" ? folder : folder + path;
}
