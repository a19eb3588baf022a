/** A value of a row; numbers that do not matter here are left `undefined`. */
export type SqliteValue = number | string | Buffer | undefined;

const HEADER = "SQLite format 3\0";
const MOST_DEPTH = 20;
/** Columns that are read; the tables that matter have fewer. */
const MOST_COLUMNS = 32;

/** What the reading of a database depends on, and whom it tells. */
export interface Reading {
	/** Pays for so many rows; once it says no, no more are read. */
	affords(rows: number): boolean;
	/** Told what makes no sense. */
	damaged(what: string): void;
}

/** The rows of a table of an SQLite database, in key order; none when the file is none or has no such table.
 *  Only what an rpm database needs: UTF-8, ordinary rowid tables. Pages are never visited twice, and no row is longer than
 *  the file, so it ends. Source: https://www.sqlite.org/fileformat2.html. */
export function* tableRows(file: Buffer, table: string, reading: Reading): Generator<SqliteValue[]> {
	const database = openDatabase(file, reading);
	if (database === undefined) return;
	for (const [type, name, , root] of readTable(database, 1)) {
		if (type === "table" && name === table && typeof root === "number") return yield* readTable(database, root);
	}
}

interface Database {
	readonly file: Buffer;
	readonly pageBytes: number;
	/** Page size less the reserved bytes at its end. */
	readonly usableBytes: number;
	readonly reading: Reading;
}

function openDatabase(file: Buffer, reading: Reading): Database | undefined {
	if (file.length < 100 || file.toString("latin1", 0, 16) !== HEADER) return undefined;
	const stored = file.readUInt16BE(16);
	const pageBytes = stored === 1 ? 65536 : stored;
	const usableBytes = pageBytes - (file[20] ?? 0);
	return pageBytes < 512 || usableBytes < 480 ? undefined : { file, pageBytes, usableBytes, reading };
}

const INTERIOR_TABLE = 5;
const LEAF_TABLE = 13;

function readTable(database: Database, root: number): Generator<SqliteValue[]> {
	return rowsBelow(database, root, 0, new Set());
}

function* rowsBelow(database: Database, number: number, depth: number, visited: Set<number>): Generator<SqliteValue[]> {
	const { reading } = database;
	if (visited.has(number) || depth > MOST_DEPTH) return reading.damaged("its pages lead in a circle");
	visited.add(number);
	const page = pageAt(database, number);
	// Page 1 starts with the header of the file.
	const start = number === 1 ? 100 : 0;
	if (page === undefined || page.length < start + 12) return;
	const cells = Math.min(page.readUInt16BE(start + 3), Math.floor((page.length - start - 12) / 2));
	const interior = page[start] === INTERIOR_TABLE;
	if (!interior && page[start] !== LEAF_TABLE) return;
	for (let cell = 0; cell < cells; cell += 1) {
		if (!reading.affords(1)) return;
		const at = page.readUInt16BE(start + (interior ? 12 : 8) + 2 * cell);
		if (!interior) yield readRow(database, page, at);
		else yield* rowsBelow(database, at + 4 <= page.length ? page.readUInt32BE(at) : 0, depth + 1, visited);
	}
	if (interior) yield* rowsBelow(database, page.readUInt32BE(start + 8), depth + 1, visited);
}

function pageAt({ file, pageBytes }: Database, number: number): Buffer | undefined {
	const start = (number - 1) * pageBytes;
	return number < 1 || start + pageBytes > file.length ? undefined : file.subarray(start, start + pageBytes);
}

function readRow(database: Database, page: Buffer, offset: number): SqliteValue[] {
	const length = readVarint(page, offset);
	const key = readVarint(page, length.end);
	return decodeRecord(payload(database, page, key.end, length.value));
}

/** The bytes of a row, put together from the page and its overflow pages. */
function payload(database: Database, page: Buffer, start: number, length: number): Buffer {
	const { usableBytes, file, reading } = database;
	if (length > file.length) {
		reading.damaged(`a row claims ${length} bytes, more than the file has`);
		return Buffer.alloc(0);
	}
	if (length <= usableBytes - 35) return page.subarray(start, start + length);
	const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
	const surplus = least + ((length - least) % (usableBytes - 4));
	const local = surplus <= usableBytes - 35 ? surplus : least;
	const parts = [page.subarray(start, start + local)];
	let next = start + local + 4 <= page.length ? page.readUInt32BE(start + local) : 0;
	for (let left = length - local; left > 0; left -= usableBytes - 4) {
		const overflow = reading.affords(1) ? pageAt(database, next) : undefined;
		if (overflow === undefined) break;
		parts.push(overflow.subarray(4, 4 + Math.min(left, usableBytes - 4)));
		next = overflow.readUInt32BE(0);
	}
	return Buffer.concat(parts);
}

/** Column types in the header, then the values. */
function decodeRecord(record: Buffer): SqliteValue[] {
	const header = readVarint(record, 0);
	const values: SqliteValue[] = [];
	let body = header.value;
	for (let at = header.end; at < Math.min(header.value, record.length) && values.length < MOST_COLUMNS; ) {
		const type = readVarint(record, at);
		at = type.end;
		const length = serialLength(type.value);
		values.push(decodeValue(record.subarray(body, body + length), type.value));
		body += length;
	}
	return values;
}

const INTEGER_LENGTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

function serialLength(type: number): number {
	return type < 12 ? (INTEGER_LENGTHS[type] ?? 0) : Math.floor((type - 12) / 2);
}

function decodeValue(bytes: Buffer, type: number): SqliteValue {
	if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString("utf8");
	if (type === 8 || type === 9) return type - 8;
	return type >= 1 && type <= 5 && bytes.length > 0 ? bytes.readUIntBE(0, bytes.length) : undefined;
}

/** A big-endian number of 1 to 9 bytes; the ninth has eight bits. */
function readVarint(bytes: Buffer, offset: number): { readonly value: number; readonly end: number } {
	let value = 0;
	for (let index = 0; index < 9; index += 1) {
		const byte = bytes[offset + index] ?? 0;
		if (index === 8) return { value: value * 256 + byte, end: offset + 9 };
		value = value * 128 + (byte & 0x7f);
		if (byte < 0x80) return { value, end: offset + index + 1 };
	}
	return { value, end: offset + 9 };
}
