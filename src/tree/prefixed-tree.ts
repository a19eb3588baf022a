import type { FileTree, TreeEntry } from "./file-tree.ts";
import { fileTree, type PlainTree, type StepCounter } from "./path-resolution.ts";

const FOLDER: TreeEntry = { type: "directory", mode: 0o755 };

/** A tree that stands in a folder of a root, as `COPY tree/ /app/` puts it there: its absolute links lead out of it.
 *  `prefix`: absolute, without a slash at its end. */
export function prefixedTree(tree: FileTree, prefix: string, count?: StepCounter): FileTree {
	const inside = (path: string): string | undefined => {
		if (path === prefix) return "/";
		return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
	};
	const isAbove = (path: string) => path === "/" || prefix.startsWith(`${path}/`);
	const plain: PlainTree = {
		entryAt(path) {
			const own = inside(path);
			if (own !== undefined) return own === "/" ? FOLDER : tree.entry(own);
			return isAbove(path) ? FOLDER : undefined;
		},
		namesIn(path) {
			const own = inside(path);
			if (own !== undefined) return tree.list(own);
			if (!isAbove(path)) return [];
			const [next = ""] = prefix.slice(path === "/" ? 1 : path.length + 1).split("/");
			return [next];
		},
	};
	return fileTree(plain, count);
}
