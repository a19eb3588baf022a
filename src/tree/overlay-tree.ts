import type { FileTree, Lookup, TreeEntry } from "./file-tree.ts";
import { childPath, fileTree, lastName, type PlainTree, parentPath, type StepCounter } from "./path-resolution.ts";

/** One tree laid over another, as `COPY top/ /` lays files into an image of `base`.
 *
 *  - Folders merge; any other entry of `top` hides what `base` has at its path, a folder included.
 *  - Where `base` has a symlink to a folder (`/lib -> usr/lib`) and `top` a real folder, the symlink stays and the
 *    files of `top` land behind it, as Docker's and BuildKit's COPY does it. Of two files of `top` that meet so at one
 *    path, the one that sorts last by its path in `top` wins: it is copied last.
 *  - A folder of `top` replaces a file of `base`, and a symlink to anything but a folder.
 *
 *  `count` is told of the walks. */
export function overlayTree(top: FileTree, base: FileTree, count?: StepCounter): FileTree {
	const foldersAt = foldersOfTop(top, base);
	const above = (path: string): TreeEntry | undefined => {
		if (path === "/") return top.entry("/");
		const entries = foldersAt(parentPath(path)).map((folder) => top.entry(childPath(folder, lastName(path))));
		return entries.findLast((entry) => entry !== undefined);
	};
	const plain: PlainTree = {
		entryAt(path) {
			const upper = above(path);
			return upper === undefined || (upper.type === "directory" && isFolder(base, path)) ? base.entry(path) : upper;
		},
		*namesIn(path) {
			const names = new Set(base.list(path));
			for (const folder of foldersAt(path)) for (const name of top.list(folder)) names.add(name);
			yield* names;
		},
	};
	const merged = fileTree(plain, count);
	return { ...merged, lookup: rememberingAbsences(merged.lookup) };
}

/** Absences that are remembered; when full, it starts anew. */
const mostAbsences = 16_384;
/** Longer than any path that leads somewhere. */
const longestRemembered = 4096;

/** Loaders look for the same libraries in the same folders for one file after the other, mostly in vain. */
function rememberingAbsences(lookup: FileTree["lookup"]): FileTree["lookup"] {
	const absences = new Map<string, Lookup>();
	return (path) => {
		// It is found nowhere, and would fill the memory.
		if (path.length > longestRemembered) return lookup(path);
		const known = absences.get(path);
		if (known !== undefined) return known;
		const found = lookup(path);
		if (found.found) return found;
		if (absences.size >= mostAbsences) absences.clear();
		absences.set(path, found);
		return found;
	};
}

/** A folder, or a symlink to one. */
function isFolder(tree: FileTree, path: string): boolean {
	const lookup = tree.lookup(path);
	return lookup.found && lookup.entry.type === "directory";
}

/** For a real folder of the merged tree: the folders of `top` whose files land in it, in the order of copying. */
function foldersOfTop(top: FileTree, base: FileTree): (path: string) => readonly string[] {
	const known = new Map<string, readonly string[]>();
	let redirected: ReadonlyMap<string, readonly string[]> | undefined;
	const foldersAt = (path: string): readonly string[] => {
		const before = known.get(path);
		if (before !== undefined) return before;
		redirected ??= redirections(top, base);
		const direct =
			path === "/" ? ["/"] : foldersAt(parentPath(path)).map((folder) => childPath(folder, lastName(path)));
		const all = [...direct, ...(redirected.get(path) ?? [])].filter(
			(folder) => top.entry(folder)?.type === "directory",
		);
		const folders = [...new Set(all)].sort();
		known.set(path, folders);
		return folders;
	};
	return foldersAt;
}

/** Folders of `top` that stand where `base` has a symlink to a folder, by the folder that it leads to.
 *  Looks only into folders that both trees have. */
function redirections(top: FileTree, base: FileTree): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, string[]>();
	const pending: (readonly [ofTop: string, ofBase: string])[] = [["/", "/"]];
	for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
		for (const name of base.list(pair[1])) {
			const ofTop = childPath(pair[0], name);
			if (top.entry(ofTop)?.type !== "directory") continue;
			const path = childPath(pair[1], name);
			const lookup = base.lookup(path);
			if (!lookup.found || lookup.entry.type !== "directory") continue;
			if (lookup.realPath !== path) found.set(lookup.realPath, [...(found.get(lookup.realPath) ?? []), ofTop]);
			pending.push([ofTop, lookup.realPath]);
		}
	}
	return found;
}
