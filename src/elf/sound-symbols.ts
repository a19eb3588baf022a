import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { Region } from "../bytes/region.ts";
import { STT } from "./constants.ts";
import type { StringTable } from "./string-table.ts";
import type { SymbolTableParts } from "./symbols.ts";

/** Names are tried at every so many bytes: where all of these are shorter, every name is shorter than twice as long. */
const GRID_BYTES = 512;
/** Longer tables of names are not gone through. */
const MAX_STRING_BYTES = 1 << 26;
/** What long names may take together: a small part of what a {@link StringTable} bears. */
const MAX_LONG_NAMES = 1 << 22;

/** The names of the STT_GNU_IFUNC symbols that a look-up may find. Undefined where a look-up of some name may end in an
 *  error: then nothing may be left out of what a loader would ask of the table. */
export function soundIfuncNames(parts: SymbolTableParts): ReadonlySet<string> | undefined {
	try {
		const hashed = parts.hashed?.();
		if (hashed === undefined) return undefined;
		if (hashed.length === 0) return NO_NAMES;
		const symbols = parts.symbols();
		const names = nameOffsets(parts, symbols, hashed);
		if (names === undefined) return undefined;
		const areSound = areShort(parts.strings(), names) || areFewLong(parts.strings(), symbols, hashed);
		return areSound ? ifuncNames(parts, symbols, hashed) : undefined;
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}

const NO_NAMES: ReadonlySet<string> = new Set();

interface Span {
	readonly first: number;
	readonly last: number;
}

/** Where the names of the symbols start; every other part of the symbols is read, too. */
function nameOffsets(parts: SymbolTableParts, symbols: Region, hashed: Uint32Array): Span | undefined {
	const bytes = symbolBytesOf(symbols);
	const versions = parts.versionEntries?.();
	if (versions !== undefined) parts.versionNames();
	let first = Number.POSITIVE_INFINITY;
	let last = 0;
	for (const index of hashed) {
		const offset = symbols.u32(index * bytes);
		symbols.u8(index * bytes + bytes - 1);
		versions?.u16(index * 2);
		if (offset < first) first = offset;
		if (offset > last) last = offset;
	}
	return last - first > MAX_STRING_BYTES ? undefined : { first, last };
}

/** Whether every name between two ends soon. */
function areShort(strings: StringTable, { first, last }: Span): boolean {
	for (let at = first; ; at += GRID_BYTES) {
		const start = Math.min(at, last);
		if (strings.text(start).length >= GRID_BYTES) return false;
		if (start === last) return true;
	}
}

/** Long names count towards a limit of their own, which is an error to pass. */
function areFewLong(strings: StringTable, symbols: Region, hashed: Uint32Array): boolean {
	let letters = 0;
	for (const index of hashed) {
		const { length } = strings.text(symbols.u32(index * symbolBytesOf(symbols)));
		if (length >= GRID_BYTES) letters += length;
		if (letters > MAX_LONG_NAMES) return false;
	}
	return true;
}

function ifuncNames({ strings }: SymbolTableParts, symbols: Region, hashed: Uint32Array): ReadonlySet<string> {
	const { is64 } = symbols.layout;
	const found = new Set<string>();
	for (const index of hashed) {
		const at = index * (is64 ? 24 : 16);
		if ((symbols.u8(at + (is64 ? 4 : 12)) & 0xf) === STT.STT_GNU_IFUNC) found.add(strings().text(symbols.u32(at)));
	}
	return found;
}

function symbolBytesOf({ layout }: Region): number {
	return layout.is64 ? 24 : 16;
}
