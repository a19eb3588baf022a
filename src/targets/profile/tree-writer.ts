import type { ElfFile } from "../../elf/elf-file.ts";
import type { DirectoryEntry, FileContent, FileEntry, FileTree, TreeEntry } from "../../tree/file-tree.ts";
import { childPath } from "../../tree/path-resolution.ts";
import { Encoder } from "./blob-writer.ts";
import { writeElf } from "./elf-writer.ts";
import { CONTENT, ENTRY, FOLDER_ENTRY_BYTES, WITH_OWNER } from "./format.ts";
import { type ProfileSink, writeFormatError, writeOptional, writeOptionalText } from "./part-writer.ts";
import { isRetained, mostRetainedBytes } from "./retained-files.ts";

/** An ELF file that was written. */
export interface WrittenElf {
	readonly path: string;
	readonly elf: ElfFile;
	/** Offset of its record. */
	readonly offset: number;
}

export interface WrittenTree {
	/** Offset of the root folder. */
	readonly root: number;
	readonly elfFiles: readonly WrittenElf[];
}

/** Writes every path of a tree: modes, symlinks, what each file is, and the bytes of a few configuration files. */
export function writeTree(sink: ProfileSink, tree: FileTree, sameBytes?: SameBytes): WrittenTree {
	const elfFiles: WrittenElf[] = [];
	const root = tree.entry("/");
	const folder = root?.type === "directory" ? root : ({ type: "directory", mode: 0o755 } as const);
	return { root: writeFolder({ sink, tree, elfFiles, sameBytes }, "/", folder), elfFiles };
}

/** What the files of a tree have in common with files written before. */
export interface SameBytes {
	/** The same key for files of the same bytes; hard links and copies are then looked into once. */
	readonly keyOf: (path: string) => string;
	/** Offsets of ELF records by that key. */
	readonly known: Map<string, number>;
}

interface Walk {
	readonly sink: ProfileSink;
	readonly tree: FileTree;
	readonly elfFiles: WrittenElf[];
	readonly sameBytes: SameBytes | undefined;
}

/** An entry of a folder: its name and type in one number, and what they refer to. */
type FolderEntry = readonly [nameId: number, type: number, reference: number];

function writeFolder(walk: Walk, path: string, folder: DirectoryEntry): number {
	const entries: FolderEntry[] = [];
	for (const name of walk.tree.list(path)) {
		const child = childPath(path, name);
		const entry = walk.tree.entry(child);
		if (entry === undefined) continue;
		entries.push([walk.sink.strings.id(name), ENTRY[entry.type], writeEntry(walk, child, entry)]);
	}
	entries.sort((left, right) => left[0] - right[0]);
	return walk.sink.blobs.raw(folderBytes(entries, folder));
}

function folderBytes(entries: readonly FolderEntry[], { mode, owner }: DirectoryEntry): Buffer {
	const end = 8 + entries.length * FOLDER_ENTRY_BYTES;
	const bytes = Buffer.alloc(owner === undefined ? end : end + 8);
	bytes.writeUInt32LE(owner === undefined ? mode : mode | WITH_OWNER, 0);
	if (owner !== undefined) bytes.writeUInt32LE(owner.gid, bytes.writeUInt32LE(owner.uid, end));
	bytes.writeUInt32LE(entries.length, 4);
	entries.forEach(([nameId, type, reference], index) => {
		bytes.writeUInt32LE(((type << 24) | nameId) >>> 0, 8 + index * FOLDER_ENTRY_BYTES);
		bytes.writeUInt32LE(reference, 12 + index * FOLDER_ENTRY_BYTES);
	});
	return bytes;
}

function writeEntry(walk: Walk, path: string, entry: TreeEntry): number {
	switch (entry.type) {
		case "directory":
			return writeFolder(walk, path, entry);
		case "symlink":
			return walk.sink.strings.id(entry.target);
		case "file":
			return writeFile(walk, path, entry);
		case "special":
			return entry.mode;
	}
}

function writeFile(walk: Walk, path: string, file: FileEntry): number {
	const { mode, owner } = file;
	const record = new Encoder().varint(owner === undefined ? mode : mode | WITH_OWNER);
	if (owner !== undefined) record.varint(owner.uid).varint(owner.gid);
	record.varint(file.sizeBytes);
	writeContent(walk, path, record, file.content());
	writeOptional(record, retainedBytes(path, file), (bytes) => {
		record.u32(walk.sink.blobs.raw(bytes)).varint(bytes.length);
	});
	return walk.sink.blobs.blob(record);
}

function writeContent(walk: Walk, path: string, record: Encoder, content: FileContent): void {
	const { sink } = walk;
	switch (content.kind) {
		case "elf":
			record.u8(CONTENT.elf).u32(writeElfFile(walk, path, content.elf));
			break;
		case "script":
			record.u8(CONTENT.script).varint(sink.strings.id(content.interpreter));
			writeOptionalText(sink, record, content.argument);
			break;
		case "malformed-elf":
			writeFormatError(sink, record.u8(CONTENT.malformed), content.error);
			break;
		default:
			record.u8(CONTENT[content.kind]);
	}
}

function writeElfFile({ sink, elfFiles, sameBytes }: Walk, path: string, elf: ElfFile): number {
	const key = sameBytes?.keyOf(path);
	const known = key === undefined ? undefined : sameBytes?.known.get(key);
	const offset = known ?? writeElf(sink, elf);
	if (key !== undefined) sameBytes?.known.set(key, offset);
	elfFiles.push({ path, elf, offset });
	return offset;
}

function retainedBytes(path: string, file: FileEntry): Buffer | undefined {
	if (!isRetained(path) || file.sizeBytes > mostRetainedBytes) return undefined;
	const source = file.bytes();
	return source?.read(0, source.size);
}
