/** What an rpm header says about a package. */
export interface RpmPackage {
	readonly name: string;
	/** `version-release`. */
	readonly version: string;
	/** Put together one by one: folders are named once for any number of files. */
	readonly files: () => Iterable<string>;
}

/** Tags that are read. Source: rpm, include/rpm/rpmtag.h. */
const RPMTAG = { NAME: 1000, VERSION: 1001, RELEASE: 1002, DIRINDEXES: 1116, BASENAMES: 1117, DIRNAMES: 1118 } as const;
const ENTRY_BYTES = 16;
const MOST_ENTRIES = 10_000;
const MOST_FILES = 500_000;

/** Reads a header blob as the database holds it: entry count and data length, the index, the data.
 *  Absent when it makes no sense. Source: rpm, docs/manual/format_header.md. */
export function rpmPackage(blob: Buffer): RpmPackage | undefined {
	if (blob.length < 8) return undefined;
	const count = blob.readUInt32BE(0);
	const dataStart = 8 + count * ENTRY_BYTES;
	if (count > MOST_ENTRIES || dataStart > blob.length) return undefined;
	const fields = new Map<number, HeaderField>();
	for (let at = 8; at < dataStart; at += ENTRY_BYTES) {
		fields.set(blob.readUInt32BE(at), { offset: blob.readUInt32BE(at + 8), count: blob.readUInt32BE(at + 12) });
	}
	const data = blob.subarray(dataStart);
	const strings = (tag: number): readonly string[] => stringsAt(data, fields.get(tag));
	const [name] = strings(RPMTAG.NAME);
	if (name === undefined) return undefined;
	const version = `${strings(RPMTAG.VERSION)[0] ?? ""}-${strings(RPMTAG.RELEASE)[0] ?? ""}`;
	const folders = strings(RPMTAG.DIRNAMES);
	const indexes = numbersAt(data, fields.get(RPMTAG.DIRINDEXES));
	const names = strings(RPMTAG.BASENAMES);
	function* files(): Generator<string> {
		for (const [index, base] of names.entries()) yield `${folders[indexes[index] ?? 0] ?? "/"}${base}`;
	}
	return { name, version, files };
}

interface HeaderField {
	/** From the start of the data. */
	readonly offset: number;
	/** Number of values. */
	readonly count: number;
}

/** NUL-terminated strings, one after the other. */
function stringsAt(data: Buffer, field: HeaderField | undefined): readonly string[] {
	const found: string[] = [];
	let at = field?.offset ?? data.length;
	while (found.length < Math.min(field?.count ?? 0, MOST_FILES) && at < data.length) {
		const end = data.indexOf(0, at);
		if (end === -1) break;
		found.push(data.toString("utf8", at, end));
		at = end + 1;
	}
	return found;
}

function numbersAt(data: Buffer, field: HeaderField | undefined): readonly number[] {
	if (field === undefined) return [];
	const count = Math.min(field.count, MOST_FILES, Math.floor(Math.max(0, data.length - field.offset) / 4));
	return Array.from({ length: count }, (_, index) => data.readUInt32BE(field.offset + 4 * index));
}
