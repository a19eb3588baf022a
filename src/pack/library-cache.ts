import type { FileEntry, FileTree } from "../tree/file-tree.ts";
import { memoryFile } from "../tree/memory-tree.ts";

/** The new format of /etc/ld.so.cache. Source: sysdeps/generic/dl-cache.h of glibc. */
const MAGIC = Buffer.from("glibc-ld.so.cache1.1");
const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;
const PATH = "/etc/ld.so.cache";
const BIG_ENDIAN = 3;

/** The cache of a root with the entries alone whose libraries are kept, and none of those for a processor's level. Entries
 *  are sorted, and stay so. Absent where the root has no cache, or nothing of it is kept. */
export function keptEntries(tree: FileTree, isKept: (path: string) => boolean): FileEntry | undefined {
	const found = tree.lookup(PATH);
	const source = found.found && found.entry.type === "file" ? found.entry.bytes() : undefined;
	const bytes = source?.read(0, source.size);
	const start = bytes?.indexOf(MAGIC) ?? -1;
	if (bytes === undefined || start === -1) return undefined;
	const cache = bytes.subarray(start);
	const isBig = ((cache[28] ?? 0) & BIG_ENDIAN) === BIG_ENDIAN;
	const word = (at: number) => (isBig ? cache.readUInt32BE(at) : cache.readUInt32LE(at));
	const count = Math.min(word(20), Math.floor((cache.length - HEADER_BYTES) / ENTRY_BYTES));
	const kept: Kept[] = [];
	for (let index = 0; index < count; index += 1) {
		const at = HEADER_BYTES + index * ENTRY_BYTES;
		const path = textAt(cache, word(at + 8));
		const isPlain = word(at + 16) === 0 && word(at + 20) === 0;
		if (isPlain && isKept(path)) kept.push({ flags: word(at), name: textAt(cache, word(at + 4)), path });
	}
	return kept.length === 0 ? undefined : memoryFile(PATH, written(kept, cache[28] ?? 0, isBig));
}

interface Kept {
	readonly flags: number;
	readonly name: string;
	readonly path: string;
}

function textAt(cache: Buffer, offset: number): string {
	const end = cache.indexOf(0, offset);
	return cache.toString("latin1", Math.min(offset, cache.length), end === -1 ? cache.length : end);
}

function written(kept: readonly Kept[], endianness: number, isBig: boolean): Buffer {
	const texts = Buffer.from(kept.map(({ name, path }) => `${name}\0${path}\0`).join(""), "latin1");
	const head = Buffer.alloc(HEADER_BYTES + kept.length * ENTRY_BYTES);
	const put = (value: number, at: number) => (isBig ? head.writeUInt32BE(value, at) : head.writeUInt32LE(value, at));
	MAGIC.copy(head);
	put(kept.length, 20);
	put(texts.length, 24);
	head[28] = endianness;
	let text = head.length;
	for (const [index, { flags, name, path }] of kept.entries()) {
		const at = HEADER_BYTES + index * ENTRY_BYTES;
		put(flags, at);
		put(text, at + 4);
		put(text + name.length + 1, at + 8);
		text += name.length + path.length + 2;
	}
	return Buffer.concat([head, texts]);
}
