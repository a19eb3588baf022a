import { memorySource } from "../../bytes/memory-source.ts";
import { lazy } from "../../elf/lazy.ts";
import type { FileContent, FileEntry, FileTree, Owner, TreeEntry } from "../../tree/file-tree.ts";
import { fileTree, lastName, parentPath } from "../../tree/path-resolution.ts";
import { readElf } from "./elf-reader.ts";
import { CONTENT, ENTRY, FOLDER_ENTRY_BYTES, WITH_OWNER } from "./format.ts";
import { readFormatError, readOptional, readOptionalText } from "./part-reader.ts";
import type { Decoder, ProfileFile } from "./profile-file.ts";

/** A place in the stored tree: the entry, and for a folder the bytes of its entries. */
interface Node {
	readonly entry: TreeEntry;
	readonly folder?: Buffer;
}

/** The stored tree whose root folder is at an offset. A path reads the folders on its way, and nothing of a file
 *  until its content is asked for. The same path gives the same entry each time. */
export function readTree(file: ProfileFile, root: number): FileTree {
	const nodes = new Map<string, Node | undefined>();
	const nodeAt = (path: string): Node | undefined => {
		if (nodes.has(path)) return nodes.get(path);
		const node = path === "/" ? folderNode(file, root) : childNode(file, nodeAt(parentPath(path)), path);
		nodes.set(path, node);
		return node;
	};
	return fileTree({
		entryAt: (path) => nodeAt(path)?.entry,
		namesIn: (path) => namesIn(file, nodeAt(path)?.folder),
	});
}

function folderNode(file: ProfileFile, offset: number): Node {
	const header = file.read(offset, 8);
	const entryBytes = header.readUInt32LE(4) * FOLDER_ENTRY_BYTES;
	const folder = file.read(offset + 8, entryBytes);
	const bits = header.readUInt32LE(0);
	return {
		entry: { type: "directory", mode: bits & ~WITH_OWNER, ...folderOwner(file, bits, offset + 8 + entryBytes) },
		folder,
	};
}

function folderOwner(file: ProfileFile, bits: number, offset: number): { readonly owner?: Owner } {
	if ((bits & WITH_OWNER) === 0) return {};
	const owner = file.read(offset, 8);
	return { owner: { uid: owner.readUInt32LE(0), gid: owner.readUInt32LE(4) } };
}

function childNode(file: ProfileFile, parent: Node | undefined, path: string): Node | undefined {
	const nameId = parent?.folder === undefined ? undefined : file.id(lastName(path));
	if (parent?.folder === undefined || nameId === undefined) return undefined;
	const at = entryPosition(parent.folder, nameId);
	if (at === undefined) return undefined;
	const type = parent.folder.readUInt8(at + 3);
	return nodeOf(file, path, type, parent.folder.readUInt32LE(at + 4));
}

/** Where an entry stands among the others, found by binary search. */
function entryPosition(folder: Buffer, nameId: number): number | undefined {
	let low = 0;
	let high = folder.length / FOLDER_ENTRY_BYTES;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const found = folder.readUIntLE(middle * FOLDER_ENTRY_BYTES, 3);
		if (found === nameId) return middle * FOLDER_ENTRY_BYTES;
		if (found < nameId) low = middle + 1;
		else high = middle;
	}
	return undefined;
}

function nodeOf(file: ProfileFile, path: string, type: number, reference: number): Node {
	switch (type) {
		case ENTRY.directory:
			return folderNode(file, reference);
		case ENTRY.symlink:
			return { entry: { type: "symlink", target: file.text(reference) } };
		case ENTRY.file:
			return { entry: readFile(file, path, reference) };
		case ENTRY.special:
			return { entry: { type: "special", mode: reference } };
		default:
			throw file.damaged(`${path} is of no known type`);
	}
}

function* namesIn(file: ProfileFile, folder: Buffer | undefined): Iterable<string> {
	for (let at = 0; at < (folder?.length ?? 0); at += FOLDER_ENTRY_BYTES) {
		yield file.text(folder?.readUIntLE(at, 3) ?? 0);
	}
}

function readFile(file: ProfileFile, path: string, offset: number): FileEntry {
	const record = file.blob(offset);
	const bits = record.varint();
	const owner = (bits & WITH_OWNER) === 0 ? undefined : { uid: record.varint(), gid: record.varint() };
	const sizeBytes = record.varint();
	const content = readContent(file, record);
	const kept = readOptional(record, () => ({ offset: record.u32(), length: record.varint() }));
	return {
		type: "file",
		mode: bits & ~WITH_OWNER,
		...(owner === undefined ? {} : { owner }),
		sizeBytes,
		content,
		bytes: () => (kept === undefined ? undefined : memorySource(path, file.read(kept.offset, kept.length))),
	};
}

/** What a file is. The facts of an ELF file are read when asked for. */
function readContent(file: ProfileFile, record: Decoder): () => FileContent {
	switch (record.u8()) {
		case CONTENT.other:
			return () => ({ kind: "other" });
		case CONTENT.empty:
			return () => ({ kind: "empty" });
		case CONTENT.script:
			return always(readScript(file, record));
		case CONTENT.elf: {
			const offset = record.u32();
			return lazy(() => ({ kind: "elf", elf: readElf(file, offset) }));
		}
		case CONTENT.malformed:
			return always({ kind: "malformed-elf", error: readFormatError(record) });
		default:
			throw file.damaged("a file of no known kind");
	}
}

function always<T>(value: T): () => T {
	return () => value;
}

function readScript(file: ProfileFile, record: Decoder): FileContent {
	const interpreter = record.text();
	const argument = readOptionalText(file, record);
	return { kind: "script", interpreter, ...(argument === undefined ? {} : { argument }) };
}
