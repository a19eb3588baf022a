import type { FileTree, Lookup } from "../tree/file-tree.ts";
import type { Ownership } from "./ownership.ts";

/** What an image would bring to another base: its tree without what its distribution put there.
 *  Left behind are files that a package owns, links that lead to them, the links of a merged /usr, and what package
 *  scripts generate (the loader's cache, user lists, certificate bundles, the package databases themselves).
 *  Folders stay. */
export function applicationTree(tree: FileTree, ownership: Ownership): FileTree {
	if (ownership.databases.length === 0) return tree;
	const isLeft = (path: string): boolean => isLeftBehind(tree, path, ownership);
	return {
		lookup(path) {
			const found = tree.lookup(path);
			return found.found && belongsToDistribution(found, ownership) ? { found: false, errno: "ENOENT" } : found;
		},
		entry: (path) => (isLeft(path) ? undefined : tree.entry(path)),
		list: (folder) => tree.list(folder).filter((name) => !isLeft(`${folder.replace(/(?<!\/)\/+$/, "")}/${name}`)),
	};
}

/** Links between the two names of a folder: the other base has its own. */
const MERGED_USR = /^\/(bin|sbin|lib\w*)\/?$/;

function isLeftBehind(tree: FileTree, path: string, ownership: Ownership): boolean {
	const entry = tree.entry(path);
	if (entry === undefined || entry.type === "directory") return false;
	if (entry.type === "symlink" && MERGED_USR.test(path)) return true;
	const found = tree.lookup(path);
	return found.found ? belongsToDistribution(found, ownership) : GENERATED.test(path);
}

function belongsToDistribution({ realPath, entry }: Extract<Lookup, { found: true }>, ownership: Ownership): boolean {
	if (entry.type === "directory") return false;
	return GENERATED.test(realPath) || ownership.ownerOf(realPath) !== undefined;
}

/** Files that belong to a distribution without standing in a package's list. */
const GENERATED =
	/^\/etc\/(ld\.so\.cache|passwd-?|group-?|g?shadow-?|sub[ug]id-?|nsswitch\.conf|host(s|name)|resolv\.conf|mtab|localtime|timezone|os-release|alternatives\/.*|ssl\/.*|ca-certificates\/.*|pki\/.*)$|^\/var\/(lib\/(dpkg|apt|apk|rpm|pacman)|cache|log)\//;
