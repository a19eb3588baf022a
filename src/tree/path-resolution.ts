import type { FileTree, Lookup, TreeEntry } from "./file-tree.ts";
import { compareNames, nameLengthBytes } from "./path-name.ts";

/** What a tree knows of itself: one entry and the names in one folder, at a path whose folders are all real ones
 *  (`/`, or `/a/b` without `.`, `..`, doubled slashes or symlinks before its last name). */
export interface PlainTree {
	/** `EACCES` where it may not be looked at. */
	entryAt(realPath: string): TreeEntry | "EACCES" | undefined;
	/** Names in any order. */
	namesIn(realPath: string): Iterable<string>;
	/** What `entryAt` gives, for any text: nothing unless it is a real path. A tree that knows its folders by name has
	 *  it, and most paths then need no walk. */
	readonly direct?: (path: string) => TreeEntry | undefined;
}

/** Longest path and name, in bytes (PATH_MAX less its NUL, NAME_MAX), and symlinks followed in one walk (MAXSYMLINKS). */
const longestPath = 4095;
const longestName = 255;
const mostSymlinks = 40;

/** Told how many steps a walk takes; long ones cost more than one each. */
export type StepCounter = (steps: number) => void;

/** A FileTree over a PlainTree: the one walk that all trees share. */
export function fileTree(plain: PlainTree, count?: StepCounter): FileTree {
	return {
		lookup: (path) => {
			const entry = directEntry(plain, path);
			if (entry === undefined || entry.type === "symlink") return resolvePath(plain, path, true, count).lookup;
			return { found: true, realPath: path, entry };
		},
		entry: (path) => directEntry(plain, path) ?? resolvePath(plain, path, false, count).entry,
		list(path) {
			if (directEntry(plain, path)?.type === "directory") return sortedNames(plain, path);
			const { lookup } = resolvePath(plain, path, true, count);
			return lookup.found && lookup.entry.type === "directory" ? sortedNames(plain, lookup.realPath) : [];
		},
	};
}

/** Neither the path nor a name of it may be too long. */
function directEntry({ direct }: PlainTree, path: string): TreeEntry | undefined {
	if (direct === undefined || path.endsWith("/")) return undefined;
	return Buffer.byteLength(path) <= longestName || hasShortNames(path) ? direct(path) : undefined;
}

/** Longer names may have more than {@link longestName} bytes. */
const LONG_NAME = /[^/]{85}/;

function hasShortNames(path: string): boolean {
	return !isLonger(path, longestPath) && !LONG_NAME.test(path);
}

function sortedNames(plain: PlainTree, realPath: string): readonly string[] {
	return [...plain.namesIn(realPath)].sort(compareNames);
}

interface Walked {
	readonly lookup: Lookup;
	/** The last entry, be it a symlink that was not followed. */
	readonly entry?: TreeEntry;
}

/** Walks a path as the kernel does (fs/namei.c, link_path_walk), inside the tree.
 *  `..` at the root stays there; a trailing slash asks for a folder and follows a last symlink. */
export function resolvePath(plain: PlainTree, path: string, followLast: boolean, count?: StepCounter): Walked {
	if (path === "") return missing("ENOENT");
	if (isLonger(path, longestPath)) return missing("ENAMETOOLONG");
	return walk(plain, path.split("/").reverse(), followLast, count);
}

interface Position {
	readonly realPath: string;
	readonly entry: TreeEntry | "EACCES" | undefined;
}

/** `pending` holds the names still to walk, next one last. */
function walk(plain: PlainTree, pending: string[], followLast: boolean, count: StepCounter | undefined): Walked {
	count?.(stepsOf(pending));
	const root = standAt(plain, "/");
	let here = root;
	let symlinks = 0;
	for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
		const refused = refusal(here, name);
		if (refused !== undefined) return missing(refused);
		// An empty name is a doubled or trailing slash: like `.`, it only asks for a folder.
		if (name === "" || name === ".") continue;
		const next = standAt(plain, name === ".." ? parentPath(here.realPath) : childPath(here.realPath, name));
		const target = followLast || pending.length > 0 ? linkTarget(next) : undefined;
		if (target === undefined) {
			here = next;
			continue;
		}
		symlinks += 1;
		if (symlinks > mostSymlinks) return missing("ELOOP");
		if (target === "") return missing("ENOENT");
		if (target.startsWith("/")) here = root;
		const names = target.split("/").reverse();
		count?.(stepsOf(names));
		pending.push(...names);
	}
	return arrival(here);
}

/** Letters that cost as much to go through as a name, in each step of a walk. */
const LETTERS_FOR_ONE_STEP = 64;

/** What a walk over names costs: every step makes a path as long as what was walked. */
function stepsOf(names: readonly string[]): number {
	const letters = names.reduce((sum, name) => sum + name.length + 1, 0);
	return names.length * (1 + letters / LETTERS_FOR_ONE_STEP);
}

function standAt(plain: PlainTree, realPath: string): Position {
	return { realPath, entry: plain.entryAt(realPath) };
}

/** Why the walk cannot go on to `name` from here. */
function refusal({ entry }: Position, name: string): Errno | undefined {
	if (entry === undefined) return "ENOENT";
	if (entry === "EACCES") return "EACCES";
	if (entry.type !== "directory") return "ENOTDIR";
	return isLonger(name, longestName) ? "ENAMETOOLONG" : undefined;
}

function linkTarget({ entry }: Position): string | undefined {
	return typeof entry === "object" && entry.type === "symlink" ? entry.target : undefined;
}

function arrival({ realPath, entry }: Position): Walked {
	if (entry === undefined) return missing("ENOENT");
	if (entry === "EACCES") return missing("EACCES");
	if (entry.type === "symlink") return { lookup: { found: false, errno: "ELOOP" }, entry };
	return { lookup: { found: true, realPath, entry }, entry };
}

/** Counts bytes only where a name of that many UTF-16 units may be too long or not. */
function isLonger(name: string, limit: number): boolean {
	return name.length > limit || (name.length * 3 > limit && nameLengthBytes(name) > limit);
}

type Errno = "ENOENT" | "ENOTDIR" | "ELOOP" | "ENAMETOOLONG" | "EACCES";

function missing(errno: Errno): Walked {
	return { lookup: { found: false, errno } };
}

/** The folder that holds a real path; `/` for `/`. */
export function parentPath(realPath: string): string {
	const slash = realPath.lastIndexOf("/");
	return slash <= 0 ? "/" : realPath.slice(0, slash);
}

/** The path of a name in a folder. */
export function childPath(folder: string, name: string): string {
	return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** The last name of a real path; empty for `/`. */
export function lastName(realPath: string): string {
	return realPath.slice(realPath.lastIndexOf("/") + 1);
}
