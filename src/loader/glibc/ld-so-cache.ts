import { activeHwcaps } from "./search-subdirectories.ts";
import type { GlibcSettings } from "./settings.ts";

/** Formats and constants of /etc/ld.so.cache. Source: sysdeps/generic/dl-cache.h of glibc. */
const OLD_MAGIC = Buffer.from("ld.so-1.7.0");
const NEW_MAGIC = Buffer.from("glibc-ld.so.cache1.1");
const OLD_HEADER_BYTES = 16;
const OLD_ENTRY_BYTES = 12;
const NEW_HEADER_BYTES = 48;
const NEW_ENTRY_BYTES = 24;
const EXTENSION_MAGIC = 0xeaa42174;
const TAG_GLIBC_HWCAPS = 1;
const HWCAP_EXTENSION = 0x40000000;
const ISA_LEVEL_MASK = 0x3ff;
/** First release that looks for the new format before the old one, and first that reads extensions. */
const NEW_FIRST_FROM = 32;
const EXTENSIONS_FROM = 33;
const LEGACY_BEFORE = 37;

/** A cache as the loader has it in memory. */
export interface LibraryCache {
	/** The path that the cache names for a library; absent when it names none. */
	find(name: string): string | undefined;
}

/** One table of a cache: where its entries are, and where the offsets in them count from. */
interface Table {
	readonly bytes: Buffer;
	readonly entriesAt: number;
	readonly entryBytes: number;
	readonly count: number;
	readonly stringsAt: number;
	readonly littleEndian: boolean;
	/** Where the new format's header stands; absent in the old one. */
	readonly headerAt?: number;
}

/** Reads a cache as the loader of these settings does. Absent for bytes that it takes for no cache. */
export function readLibraryCache(
	bytes: Buffer,
	settings: GlibcSettings,
	machine: number,
	littleEndian: boolean,
): LibraryCache | undefined {
	const table = cacheTable(bytes, settings.release, littleEndian);
	if (table === undefined) return undefined;
	const accepts = entryCheck(table, settings, machine);
	return { find: (name) => searchTable(table, Buffer.from(name), settings.machine.cacheFlags, accepts) };
}

function cacheTable(bytes: Buffer, release: number, littleEndian: boolean): Table | undefined {
	const readers = release >= NEW_FIRST_FROM ? [newTableAt0, oldTable] : [oldTable, newTableAt0];
	for (const read of readers) {
		const table = read(bytes, littleEndian);
		if (table !== undefined) return table;
	}
	return undefined;
}

function newTableAt0(bytes: Buffer, littleEndian: boolean): Table | undefined {
	return newTable(bytes, 0, littleEndian);
}

function newTable(bytes: Buffer, headerAt: number, littleEndian: boolean): Table | undefined {
	if (bytes.length < headerAt + NEW_HEADER_BYTES || !startsWith(bytes, headerAt, NEW_MAGIC)) return undefined;
	const count = readWord(bytes, headerAt + 20, littleEndian);
	const endianness = (bytes[headerAt + 28] ?? 0) & 3;
	if (endianness !== 0 && endianness !== (littleEndian ? 2 : 3)) return undefined;
	const entriesAt = headerAt + NEW_HEADER_BYTES;
	if (count > (bytes.length - entriesAt) / NEW_ENTRY_BYTES) return undefined;
	return { bytes, entriesAt, entryBytes: NEW_ENTRY_BYTES, count, stringsAt: headerAt, littleEndian, headerAt };
}

/** The old format; most often the new one stands behind its entries and is preferred. */
function oldTable(bytes: Buffer, littleEndian: boolean): Table | undefined {
	if (bytes.length <= OLD_HEADER_BYTES || !startsWith(bytes, 0, OLD_MAGIC)) return undefined;
	const count = readWord(bytes, 12, littleEndian);
	if (count > (bytes.length - OLD_HEADER_BYTES) / OLD_ENTRY_BYTES) return undefined;
	const end = OLD_HEADER_BYTES + count * OLD_ENTRY_BYTES;
	const inner = newTable(bytes, (end + 7) & ~7, littleEndian);
	const entries = { entriesAt: OLD_HEADER_BYTES, entryBytes: OLD_ENTRY_BYTES, count, stringsAt: end };
	return inner ?? { bytes, ...entries, littleEndian };
}

function startsWith(bytes: Buffer, at: number, magic: Buffer): boolean {
	return bytes.subarray(at, at + magic.length).equals(magic);
}

function readWord(bytes: Buffer, at: number, littleEndian: boolean): number {
	if (at + 4 > bytes.length) return 0;
	return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

interface Entry {
	readonly flags: number;
	readonly key: number;
	readonly value: number;
	readonly hwcapLow: number;
	readonly hwcapHigh: number;
}

function entryAt(table: Table, index: number): Entry {
	const at = table.entriesAt + index * table.entryBytes;
	const word = (offset: number): number => readWord(table.bytes, at + offset, table.littleEndian);
	const [low, high] = table.littleEndian ? [16, 20] : [20, 16];
	const isNew = table.entryBytes === NEW_ENTRY_BYTES;
	return {
		flags: word(0),
		key: word(4),
		value: word(8),
		hwcapLow: isNew ? word(low) : 0,
		hwcapHigh: isNew ? word(high) : 0,
	};
}

/** The string at an offset; absent when it lies outside. */
function stringAt({ bytes, stringsAt }: Table, offset: number): Buffer | undefined {
	const start = stringsAt + offset;
	if (start >= bytes.length) return undefined;
	const end = bytes.indexOf(0, start);
	return bytes.subarray(start, end < 0 ? bytes.length : end);
}

/** What an entry is worth: `plain` ends the search for the loader's own flags, a number is the rank of a
 *  glibc-hwcaps entry (lower is better), absent means that it must not be used. */
type EntryCheck = (entry: Entry) => "plain" | number | undefined;

function entryCheck(table: Table, settings: GlibcSettings, machine: number): EntryCheck {
	const ranks = settings.release >= EXTENSIONS_FROM ? hwcapsRanks(table, settings, machine) : undefined;
	const legacy = settings.release < LEGACY_BEFORE ? legacyHwcaps(machine, settings) : { low: 0, high: 0 };
	return (entry) => {
		const extended = (entry.hwcapHigh & ~ISA_LEVEL_MASK) >>> 0 === HWCAP_EXTENSION;
		if (ranks !== undefined && extended) return ranks.get(entry.hwcapLow);
		const foreign = (entry.hwcapLow & ~legacy.low) | (entry.hwcapHigh & ~legacy.high & ~0x80000000);
		return foreign === 0 ? "plain" : undefined;
	};
}

/** Bits of the older scheme that this CPU has. Those of x86-64 are x86_64 (1), avx512_1 (2), haswell (50). */
function legacyHwcaps(machine: number, settings: GlibcSettings): { low: number; high: number } {
	if (machine !== 62) return { low: 0, high: 0 };
	const low = 0b10 | (settings.x86Level >= 4 ? 0b100 : 0);
	return { low, high: settings.tokens.PLATFORM === "haswell" ? 1 << 18 : 0 };
}

/** Rank of each usable glibc-hwcaps folder by its index in the cache. */
function hwcapsRanks(table: Table, settings: GlibcSettings, machine: number): ReadonlyMap<number, number> {
	const active = activeHwcaps(machine, settings.release, settings.x86Level);
	const ranks = new Map<number, number>();
	for (const [index, name] of hwcapsNames(table).entries()) {
		const rank = name === undefined ? -1 : active.indexOf(name);
		if (rank >= 0) ranks.set(index, rank + 1);
	}
	return ranks;
}

/** Names in the extension section for glibc-hwcaps. */
function hwcapsNames(table: Table): readonly (string | undefined)[] {
	if (table.headerAt === undefined) return [];
	const { bytes, littleEndian } = table;
	const word = (at: number): number => readWord(bytes, at, littleEndian);
	const directory = word(table.headerAt + 32);
	if (directory === 0 || directory % 4 !== 0 || word(directory) !== EXTENSION_MAGIC) return [];
	const count = Math.min(word(directory + 4), Math.floor((bytes.length - directory - 8) / 16));
	for (let index = 0; index < count; index += 1) {
		const section = directory + 8 + index * 16;
		if (word(section) !== TAG_GLIBC_HWCAPS) continue;
		const names = Math.min(word(section + 12), bytes.length) / 4;
		return Array.from({ length: Math.floor(names) }, (_, at) => {
			return stringAt({ ...table, stringsAt: 0 }, word(word(section + 8) + at * 4))?.toString("latin1");
		});
	}
	return [];
}

/** search_cache: binary search for the name, then the best of its entries. */
function searchTable(table: Table, name: Buffer, flags: readonly number[], check: EntryCheck): string | undefined {
	let left = 0;
	let right = table.count - 1;
	while (left <= right) {
		const middle = (left + right) >> 1;
		const key = stringAt(table, entryAt(table, middle).key);
		if (key === undefined) return undefined;
		const order = compareLibraryNames(name, key);
		if (order === 0) return bestOf(table, firstOf(table, middle, name), name, flags, check);
		// Descending order: the loader's own comparison puts greater names first.
		if (order < 0) left = middle + 1;
		else right = middle - 1;
	}
	return undefined;
}

function hasKey(table: Table, index: number, name: Buffer): boolean {
	const key = stringAt(table, entryAt(table, index).key);
	return key !== undefined && compareLibraryNames(name, key) === 0;
}

function firstOf(table: Table, index: number, name: Buffer): number {
	let first = index;
	while (first > 0 && hasKey(table, first - 1, name)) first -= 1;
	return first;
}

function bestOf(
	table: Table,
	first: number,
	name: Buffer,
	flags: readonly number[],
	check: EntryCheck,
): string | undefined {
	let best: string | undefined;
	let bestRank = Number.POSITIVE_INFINITY;
	for (let index = first; index < table.count && (index === first || hasKey(table, index, name)); index += 1) {
		const entry = entryAt(table, index);
		const value = stringAt(table, entry.value)?.toString("utf8");
		const worth = flags.includes(entry.flags) && value !== undefined ? check(entry) : undefined;
		if (worth === undefined) continue;
		if (worth === "plain") {
			if (bestRank !== Number.POSITIVE_INFINITY) break;
			best = value;
			if (entry.flags === flags.at(-1)) break;
		} else if (worth < bestRank) {
			best = value;
			bestRank = worth;
		}
	}
	return best;
}

/** _dl_cache_libcmp: runs of digits compare as numbers, and a digit is greater than anything else. */
export function compareLibraryNames(left: Buffer, right: Buffer): number {
	let at = 0;
	let other = 0;
	while (at < left.length) {
		const [a, b] = [left[at] ?? 0, right[other] ?? 0];
		if (isDigit(a) && isDigit(b)) {
			const [first, afterFirst] = numberAt(left, at);
			const [second, afterSecond] = numberAt(right, other);
			if (first !== second) return first - second;
			at = afterFirst;
			other = afterSecond;
			continue;
		}
		if (isDigit(a)) return 1;
		if (isDigit(b)) return -1;
		if (a !== b) return a - b;
		at += 1;
		other += 1;
	}
	return 0 - (right[other] ?? 0);
}

function isDigit(byte: number): boolean {
	return byte >= 0x30 && byte <= 0x39;
}

/** The number whose digits start at `at`, wrapped to 32 bits as C's int does, and where they end. */
function numberAt(bytes: Buffer, at: number): readonly [value: number, end: number] {
	let value = 0;
	let end = at;
	for (; isDigit(bytes[end] ?? 0); end += 1) value = (Math.imul(value, 10) + (bytes[end] ?? 0) - 0x30) | 0;
	return [value, end];
}
