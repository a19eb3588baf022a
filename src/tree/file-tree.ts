import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { ForeignFormat } from "./foreign-format.ts";

/** A root file system, or what stands in for one: a folder, a merged image, a stored target, one laid over another.
 *
 *  Paths are absolute, `/`-separated, as inside that root. Symlinks are resolved inside the root and never outside.
 *  Everything is synchronous: whoever builds a tree has already done the waiting. */
export interface FileTree {
	/** The entry that a path leads to, symlinks followed as open(2) would, with the errno where it leads nowhere. */
	lookup(path: string): Lookup;
	/** The entry itself, last symlink not followed. */
	entry(path: string): TreeEntry | undefined;
	/** Names in a folder (symlinks followed), in byte order; empty where there is no such folder. */
	list(path: string): readonly string[];
}

export type Lookup =
	| {
			readonly found: true;
			/** The path with every symlink resolved. */
			readonly realPath: string;
			readonly entry: FileEntry | DirectoryEntry | SpecialEntry;
	  }
	| { readonly found: false; readonly errno: "ENOENT" | "ENOTDIR" | "ELOOP" | "ENAMETOOLONG" | "EACCES" };

export type TreeEntry = FileEntry | DirectoryEntry | SymlinkEntry | SpecialEntry;

/** Whose a file or folder is, by number. */
export interface Owner {
	readonly uid: number;
	readonly gid: number;
}

export interface DirectoryEntry {
	readonly type: "directory";
	readonly mode: number;
	/** Absent: root's, or nobody knows. */
	readonly owner?: Owner | undefined;
}
export interface SymlinkEntry {
	readonly type: "symlink";
	readonly target: string;
}
/** A device, socket or pipe: it is there, but nothing that a loader can read. */
export interface SpecialEntry {
	readonly type: "special";
	readonly mode: number;
}
export interface FileEntry {
	readonly type: "file";
	readonly mode: number;
	readonly owner?: Owner | undefined;
	readonly sizeBytes: number;
	/** Stands for the inode: files of one identity are links of one. Absent where nobody knows. */
	readonly identity?: string | undefined;
	/** What is inside, found out on first use and remembered. */
	content(): FileContent;
	/** The raw bytes where they can be had; a stored target keeps them for a few configuration files only. */
	bytes(): ByteSource | undefined;
}

/** What the kernel and a loader make of a file by its first bytes. */
export type FileContent =
	| { readonly kind: "elf"; readonly elf: ElfFile }
	| { readonly kind: "malformed-elf"; readonly error: ElfFormatError }
	| { readonly kind: "script"; readonly interpreter: string; readonly argument?: string }
	| { readonly kind: "empty" }
	/** `foreign`: what it is instead, where its first bytes tell. */
	| { readonly kind: "other"; readonly foreign?: ForeignFormat };

/** One entry met by `walk`. */
export interface WalkedEntry {
	readonly path: string;
	readonly entry: TreeEntry;
}
