import { type Credentials, isGranted, isRestricted, type Right } from "../image/users/credentials.ts";
import { type Denial, denialOf, guardedTree } from "../image/users/guarded-tree.ts";
import type { DirectoryEntry, FileEntry, FileTree, Lookup, SpecialEntry } from "../tree/file-tree.ts";
import type { LoadRequest } from "./load.ts";

/** Why open(2) fails. */
export type OpenErrno = (Lookup & { readonly found: false })["errno"];

/** A file that open(2) found. */
export interface OpenedFile {
	readonly realPath: string;
	/** Stands for device and inode: the same text means the same file. */
	readonly identity: string;
	readonly entry: FileEntry | DirectoryEntry | SpecialEntry;
}

/** The files that a process sees: the root, and for a lone file also its siblings, which it ships with. */
export interface ProcessFiles {
	/** What stat(2) of a path leads to. `carried`: the path is one that the subject's own neighbourhood answers first
	 *  (it comes from `$ORIGIN`, carries a slash, or is the subject). */
	find(path: string, carried: boolean): OpenedFile | OpenErrno;
	/** What open(2) of a path leads to, for reading. */
	open(path: string, carried: boolean): OpenedFile | OpenErrno;
	/** Whether a file that was found may be executed. */
	mayExecute(file: OpenedFile): boolean;
	/** What of the process's user keeps a file from it that is there; absent where something else does. */
	denial(path: string, right: Right): Denial | undefined;
	/** Whether the process has a user that modes keep from anything. */
	readonly isRestricted: boolean;
}

/** Letters of a path that cost as much as a look-up: names have up to 64 KiB, and what was tried is remembered. */
const LETTERS_FOR_ONE_LOOK_UP = 256;

/** What looking for a path of so many letters costs, in look-ups. */
export function lookUpsFor(letters: number): number {
	return 1 + letters / LETTERS_FOR_ONE_LOOK_UP;
}

/** The files of a request, relative paths taken from its working directory. */
export function processFiles(request: LoadRequest): ProcessFiles {
	const { root, siblings, workingDirectory = "/", credentials, budget } = request;
	const seen = isRestricted(credentials) ? guarded(root, credentials) : root;
	const absolute = (path: string): string => (path.startsWith("/") ? path : `${workingDirectory}/${path}`);
	const find: ProcessFiles["find"] = (path, carried) => {
		if (path === "") return "ENOENT";
		budget?.charge("look-ups of libraries", lookUpsFor(path.length));
		const beside = carried ? siblings?.lookup(absolute(path)) : undefined;
		if (beside?.found) return opened(beside, "siblings");
		const lookup = seen.lookup(absolute(path));
		return lookup.found ? opened(lookup, "root") : lookup.errno;
	};
	return {
		find,
		open(path, carried) {
			const file = find(path, carried);
			return typeof file === "string" || isGranted(file.entry, credentials, "read") ? file : "EACCES";
		},
		mayExecute: ({ entry }) => entry.type === "file" && isGranted(entry, credentials, "execute"),
		denial: (path, right) =>
			isRestricted(credentials) ? denialOf(root, seen, absolute(path), credentials, right) : undefined,
		isRestricted: isRestricted(credentials),
	};
}

/** Roots as the user of an image meets them. Roots do not change, and thousands of files are loaded in one. */
const guardedRoots = new WeakMap<FileTree, { readonly who: Credentials; readonly tree: FileTree }>();

function guarded(root: FileTree, who: Credentials): FileTree {
	const before = guardedRoots.get(root);
	if (before?.who === who) return before.tree;
	const tree = guardedTree(root, who);
	guardedRoots.set(root, { who, tree });
	return tree;
}

function opened({ realPath, entry }: Lookup & { readonly found: true }, tree: string): OpenedFile {
	return { realPath, entry, identity: `${tree}:${realPath}` };
}
