/** The layout of a profile file, shared by its writer and its reader.
 *
 *  A profile holds the facts of one or many targets so that a question reads only the bytes that answer it.
 *  Numbers are little-endian; offsets are bytes from the start of the file; nothing has to be decoded to open it.
 *
 *  - Header, {@link HEADER_BYTES}: magic, format version, file length, then (offset, count) of five sections.
 *  - Strings: a table of offsets (u32, one more than there are strings) into their UTF-8 bytes, and a hash table
 *    (u32 slots: id in the low 24 bits, 8 bits of the hash above; open addressing) that leads from a text to its id.
 *  - Targets: fixed records ({@link TARGET_BYTES}) ordered by (name id, architecture id): name, architecture, offset of
 *    the root folder, of the description (JSON) and of the list of libraries.
 *  - Names: (alias id, name id), ordered by alias id; every target name is among them.
 *  - Blobs, everything else, each stored once however often it is referred to: folders, files, ELF facts, columns of
 *    symbol names (u24 string ids in order) and of symbol attributes (u8 or u16 indexes into a small table).
 *
 *  A folder is an array of (name id, type, reference) ordered by name id, its owner behind it where that is not root; an
 *  owner stands likewise behind a file's mode. The symbols of an ELF file are ordered by
 *  name id too, equal names as a loader's hash chain meets them: a name is found by binary search in place. */
export const MAGIC = "elfspect";

/** Raised when a reader of an older release could misread the file. */
export const FORMAT_VERSION = 1;

export const HEADER_BYTES = 64;
export const TARGET_BYTES = 20;
export const NAME_BYTES = 8;
export const FOLDER_ENTRY_BYTES = 8;

/** Names are u24: enough for any image, small enough for columns. */
export const MOST_STRINGS = 0xff_ff_ff;

/** Where the (offset, count) pair of a section stands in the header. */
export const SECTION_AT = { offsets: 20, bytes: 28, hash: 36, targets: 44, names: 52 } as const;

/** Set beside a mode: an owner (uid, gid) is recorded. */
export const WITH_OWNER = 0x1_00_00;

/** Types of folder entries. */
export const ENTRY = { directory: 0, symlink: 1, file: 2, special: 3 } as const;

/** Kinds of file content. */
export const CONTENT = { other: 0, empty: 1, script: 2, elf: 3, malformed: 4 } as const;

/** FNV-1a, 32 bits, over UTF-8: the hash of the string table. */
export function textHash(bytes: Buffer): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
	return hash >>> 0;
}

/** The same of a text; absent where that has to be encoded, because it is not plain ASCII. */
export function plainTextHash(text: string): number | undefined {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code > 0x7f) return undefined;
		hash = Math.imul(hash ^ code, 0x01000193);
	}
	return hash >>> 0;
}
