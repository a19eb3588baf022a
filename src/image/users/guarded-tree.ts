import type { FileTree } from "../../tree/file-tree.ts";
import { fileTree, parentPath } from "../../tree/path-resolution.ts";
import { type Credentials, isGranted, ownerOf, type Right } from "./credentials.ts";

/** Folders that are remembered; when full, it starts anew. */
const mostRemembered = 16_384;

/** A tree as somebody meets it: what stands behind a folder that they may not search gives EACCES, whether it is there
 *  or not. The root folder itself is open: container engines make it so. */
export function guardedTree(tree: FileTree, who: Credentials): FileTree {
	const searchable = new Map<string, boolean>();
	const isSearchable = (folder: string): boolean => {
		const known = searchable.get(folder);
		if (known !== undefined) return known;
		if (searchable.size >= mostRemembered) searchable.clear();
		const entry = tree.entry(folder);
		const isOpen = entry?.type !== "directory" || isGranted(entry, who, "execute");
		searchable.set(folder, isOpen);
		return isOpen;
	};
	return fileTree({
		entryAt(path) {
			const folder = parentPath(path);
			return folder === "/" || isSearchable(folder) ? tree.entry(path) : "EACCES";
		},
		namesIn: (path) => tree.list(path),
	});
}

/** What keeps somebody from a file that is there. */
export interface Denial {
	/** The folder or file whose mode does not let them; symlinks resolved. */
	readonly path: string;
	readonly because: string;
	/** What chmod(1) would have to give others. */
	readonly mode: string;
}

/** Why somebody cannot read or execute a file that is there, and root could; absent where that is not the reason.
 *  `guarded` is the tree as they meet it. */
export function denialOf(
	tree: FileTree,
	guarded: FileTree,
	path: string,
	who: Credentials,
	right: Right,
): Denial | undefined {
	const open = tree.lookup(path);
	if (!open.found || !isGranted(open.entry, undefined, right)) return undefined;
	const seen = guarded.lookup(path);
	if (!seen.found) return seen.errno === "EACCES" ? closedFolder(tree, guarded, path, who) : undefined;
	if (isGranted(seen.entry, who, right)) return undefined;
	return {
		path: seen.realPath,
		because: `${nameOf(who)} may not ${right} ${described(tree, seen.realPath)}`,
		mode: right === "read" ? "o+r" : "o+x",
	};
}

/** The first folder on the way that may not be searched: on the path as it is written, or behind a symlink of it. */
function closedFolder(tree: FileTree, guarded: FileTree, path: string, who: Credentials): Denial | undefined {
	for (const folder of foldersOf(path)) {
		const open = tree.lookup(folder);
		if (!open.found) return undefined;
		if (!guarded.lookup(folder).found) return closedFolder(tree, guarded, open.realPath, who);
		if (isGranted(open.entry, who, "execute")) continue;
		return {
			path: open.realPath,
			because: `${nameOf(who)} may not search ${described(tree, open.realPath)}`,
			mode: "o+x",
		};
	}
	const open = tree.lookup(path);
	return open.found && open.realPath !== path ? closedFolder(tree, guarded, open.realPath, who) : undefined;
}

/** The folders that hold a path, outermost first. */
function* foldersOf(path: string): Generator<string> {
	for (let slash = path.indexOf("/", 1); slash !== -1; slash = path.indexOf("/", slash + 1)) yield path.slice(0, slash);
}

function nameOf({ uid, gid, groups }: Credentials): string {
	const others = groups.filter((group) => group !== gid);
	return `user ${uid} (group ${[gid, ...others].join(", ")})`;
}

/** Its mode and owner, as `ls -n` shows them. */
function described(tree: FileTree, path: string): string {
	const entry = tree.entry(path);
	if (entry === undefined || entry.type === "symlink") return path;
	const { uid, gid } = ownerOf(entry);
	return `${path} (mode ${(entry.mode & 0o7777).toString(8).padStart(4, "0")}, owned by ${uid}:${gid})`;
}
