import type { FileTree } from "../tree/file-tree.ts";
import { identifyLibc } from "./identify-libc.ts";
import type { LibcIdentity } from "./libc-identity.ts";
import type { Target } from "./target.ts";

/** Whose loader stands at a real path of `root`, a tree in which a subject and its siblings are laid over a target.
 *  The target's own loaders are known already; any other file is looked at once. */
export function libcAt(target: Target, root: FileTree): (realPath: string) => LibcIdentity {
	const known = new Map<string, LibcIdentity>();
	return (realPath) => {
		const before = known.get(realPath);
		if (before !== undefined) return before;
		const libc = ownLoader(target, root, realPath) ?? identifyLibc(root, realPath);
		known.set(realPath, libc);
		return libc;
	};
}

/** The stored identity of a loader, unless something else was laid over it. */
function ownLoader(target: Target, root: FileTree, path: string): LibcIdentity | undefined {
	const loader = target.loaders?.find((each) => each.path === path);
	if (loader === undefined) return undefined;
	return root.entry(path) === target.tree.entry(path) ? loader.libc : undefined;
}
