import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import type { WorkBudget } from "../budget/work-budget.ts";
import { bufferedSource } from "../bytes/buffered-source.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { errnoOf } from "../bytes/errno.ts";
import { Recent } from "../bytes/recent.ts";
import { decodeText, encodeText } from "../bytes/text.ts";
import { classifyContent } from "../tree/file-content.ts";
import type { FileContent, FileEntry, FileTree, Owner, TreeEntry } from "../tree/file-tree.ts";
import { fileTree, type PlainTree } from "../tree/path-resolution.ts";
import { pooledFile } from "./pooled-file.ts";

/** Entries and names that are remembered; when full, it starts anew. */
const mostRemembered = 65_536;

/** A folder on disk as a root file system. Nothing is read before it is asked for; what was asked for is remembered.
 *  Symlinks are resolved inside the folder: an absolute one starts at the folder, `..` never leaves it, and no
 *  symlink is ever followed by the operating system. `budget` pays for the walks. */
export function directoryTree(root: string, budget?: WorkBudget): FileTree {
	return fileTree(plainDirectory(root), (steps) => budget?.charge("steps in paths", steps));
}

/** Told of what has a name and cannot be looked at: the name of the errno. */
export type Refusal = (realPath: string, errno: string) => void;

/** A folder on disk, without the walk over symlinks. */
export function plainDirectory(root: string, refused: Refusal = () => {}): PlainTree {
	const base = realpathSync(root).replace(/\/+$/, "");
	const entries = new Map<string, TreeEntry | "EACCES" | undefined>();
	const links = new Map<string, ByteSource>();
	return {
		entryAt(realPath) {
			if (entries.has(realPath)) return entries.get(realPath);
			if (entries.size >= mostRemembered) {
				entries.clear();
				links.clear();
			}
			const entry = entryOnDisk(diskPath(base, realPath), realPath, links);
			entries.set(realPath, entry);
			return entry;
		},
		namesIn(realPath) {
			const names = namesOnDisk(diskPath(base, realPath));
			if (typeof names !== "string") return names;
			refused(realPath, names);
			return [];
		},
	};
}

/** Where a path of the tree is on disk; bytes where its name is not valid UTF-8. */
function diskPath(base: string, realPath: string): string | Buffer {
	const path = realPath === "/" ? base || "/" : base + realPath;
	return /[\ud800-\udfff]/u.test(path) ? encodeText(path) : path;
}

/** The first source that was made of a file with several links, by device and inode. */
type Links = Map<string, ByteSource>;

function entryOnDisk(path: string | Buffer, name: string, links: Links): TreeEntry | "EACCES" | undefined {
	try {
		const stat = lstatSync(path, { throwIfNoEntry: false });
		return stat === undefined ? undefined : entryOf(path, name, stat, links);
	} catch (error) {
		return unreachable(error);
	}
}

/** Anything but a refusal is an absence: the entry vanished, or a folder above it is none. */
function unreachable(error: unknown): "EACCES" | undefined {
	const errno = errnoOf(error);
	if (errno === undefined) throw error;
	return errno === "EACCES" || errno === "EPERM" ? "EACCES" : undefined;
}

function entryOf(path: string | Buffer, name: string, stat: Stats, links: Links): TreeEntry {
	const mode = stat.mode & 0o7777;
	if (stat.isDirectory()) return { type: "directory", mode, ...ownerOf(stat) };
	if (stat.isSymbolicLink()) return { type: "symlink", target: decodeText(readlinkSync(path, { encoding: "buffer" })) };
	return stat.isFile() ? diskFile(path, name, stat, links) : { type: "special", mode };
}

/** What an ordinary user unpacked is theirs on disk, and was root's where it comes from. */
function ownerOf({ uid, gid }: Stats): { readonly owner?: Owner } {
	const isRoots = uid === 0 ? gid === 0 : uid === ownUser;
	return isRoots ? {} : { owner: { uid, gid } };
}

const ownUser = process.geteuid?.() ?? 0;

/** Contents of files in folders that are remembered at a time. */
const recentContents = new Recent<ByteSource, FileContent>(256);

/** A regular file of a folder; opened only when its content is asked for. */
function diskFile(path: string | Buffer, name: string, stat: Stats, links: Links): FileEntry {
	const source = bufferedSource(pooledFile(path, name, stat));
	const first = stat.nlink > 1 ? firstLink(source, stat, links) : source;
	return {
		type: "file",
		mode: stat.mode & 0o7777,
		...ownerOf(stat),
		sizeBytes: stat.size,
		...(stat.nlink > 1 ? { identity: linkKey(stat) } : {}),
		content: () => recentContents.get(first, () => classifyContent(first)),
		bytes: () => source,
	};
}

/** What a file holds is found out once for all its links. */
function firstLink(source: ByteSource, stat: Stats, links: Links): ByteSource {
	const key = linkKey(stat);
	const first = links.get(key) ?? source;
	links.set(key, first);
	return first;
}

function linkKey({ dev, ino }: Stats): string {
	return `${dev} ${ino}`;
}

/** Names in a folder, invalid UTF-8 kept; the errno where it cannot be read. */
function namesOnDisk(path: string | Buffer): readonly string[] | string {
	try {
		const names = readdirSync(path);
		if (!names.some((name) => name.includes("\ufffd"))) return names;
		return readdirSync(path, { encoding: "buffer" }).map((name) => decodeText(name));
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === undefined) throw error;
		return errno;
	}
}
