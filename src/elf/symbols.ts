import type { Region } from "../bytes/region.ts";
import { AnswerMemory } from "./answer-memory.ts";
import { DT, SHN, STB, STT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicSymbol, SymbolCounter, SymbolFields, SymbolTable } from "./elf-file.ts";
import { lazy } from "./lazy.ts";
import { withLazyParts } from "./lazy-parts.ts";
import { soundIfuncNames } from "./sound-symbols.ts";
import type { StringTable } from "./string-table.ts";
import type { VersionName } from "./versions.ts";

const CHUNK_SYMBOLS = 512;
/** Entries of a hash chain that cost as much as reading a symbol. */
const ENTRIES_FOR_ONE_READ = 16;
const SECTION_SYMBOL = (STB.STB_LOCAL << 4) | STT.STT_SECTION;

/** Where the parts of a symbol table are; each found when first needed. */
export interface SymbolTableParts {
	readonly symbols: () => Region;
	readonly strings: () => StringTable;
	/** Entries, entry 0 included. */
	readonly length: () => number;
	/** DT_VERSYM; absent without it. */
	readonly versionEntries: (() => Region) | undefined;
	readonly versionNames: () => ReadonlyMap<number, VersionName>;
	/** Indexes of symbols that may have this name, in the file's own hash table; empty without one. */
	readonly candidates: (name: string, count?: SymbolCounter) => readonly number[];
	/** See {@link SymbolTable.nameHashes}. */
	readonly nameHashes?: () => Uint32Array | undefined;
	/** Indexes of all symbols that may be candidates; absent where that is not known, or where some look-up fails. */
	readonly hashed?: () => Uint32Array | undefined;
}

/** The table over its parts. Nothing is read before something is asked for. */
export function symbolTable(parts: SymbolTableParts): SymbolTable {
	const undefinedSymbols = lazy(() => findUndefined(parts));
	const read = rememberingReader(parts);
	const answers = new AnswerMemory();
	const table = {
		nameHashes: parts.nameHashes,
		ifuncNames: lazy(() => soundIfuncNames(parts)),
		fields: symbolFields(parts),
		at(index: number): DynamicSymbol {
			const inside = Number.isInteger(index) && index >= 0 && index < parts.length();
			if (inside) return read(index);
			throw parts.symbols().error("out-of-bounds", 0, `there is no symbol ${index}`);
		},
		named(name: string, count?: SymbolCounter): readonly DynamicSymbol[] {
			const before = answers.get(name);
			if (before !== undefined) return before;
			const candidates = parts.candidates(name, count);
			if (candidates.length === 0) return NO_SYMBOLS;
			count?.(candidates.length * ENTRIES_FOR_ONE_READ);
			const found: DynamicSymbol[] = [];
			for (const index of candidates) {
				const symbol = readSymbol(parts, index);
				if (symbol.name === name) found.push(symbol);
			}
			if (found.length > 0) answers.set(name, found);
			return found;
		},
	};
	return withLazyParts(table, { length: parts.length, undefinedIndexes: undefinedSymbols });
}

const NO_SYMBOLS: readonly DynamicSymbol[] = [];

/** Undefined symbols that are remembered, of one table and of all: a file is loaded on one target after the other, and
 *  its relocations ask for the same symbols each time. No more, because facts of thousands of files may be held at once. */
const MOST_OF_A_TABLE = 8192;
const MOST_REMEMBERED = 2 * MOST_OF_A_TABLE;

/** The symbols of a table that are remembered, each at its index or, in long tables, at its rest. */
interface Memory {
	slots: (DynamicSymbol | undefined)[];
}

/** Memories with slots, oldest first. */
const memories = new Set<Memory>();
let remembered = 0;

function rememberingReader(parts: SymbolTableParts): (index: number) => DynamicSymbol {
	const memory: Memory = { slots: [] };
	return (index) => {
		if (memory.slots.length === 0) enter(memory, Math.min(parts.length(), MOST_OF_A_TABLE));
		const slot = index % memory.slots.length;
		const known = memory.slots[slot];
		if (known?.index === index) return known;
		const symbol = readSymbol(parts, index);
		if (symbol.sectionIndex === SHN.SHN_UNDEF) memory.slots[slot] = symbol;
		return symbol;
	};
}

function enter(memory: Memory, length: number): void {
	for (const oldest of memories) {
		if (remembered + length <= MOST_REMEMBERED) break;
		memories.delete(oldest);
		remembered -= oldest.slots.length;
		oldest.slots = [];
	}
	memory.slots = [];
	memory.slots.length = length;
	memories.add(memory);
	remembered += length;
}

/** sizeof(Elf32_Sym) or sizeof(Elf64_Sym). DT_SYMENT is not looked at: loaders do not, either. */
export function symbolBytes(region: Region): number {
	return region.layout.is64 ? 24 : 16;
}

/** st_value of an entry, of which the facts tell only whether it is zero. Errors: ElfFormatError. */
export function symbolValue(context: DynamicContext, index: number): bigint {
	const region = context.region(DT.DT_SYMTAB, "Elf_Sym");
	const entry = region.view(index * symbolBytes(region), symbolBytes(region));
	return entry.word(region.layout.is64 ? 8 : 4);
}

/** What an entry of the table says, its name still an offset. */
export interface RawSymbol {
	readonly nameOffset: number;
	readonly info: number;
	readonly other: number;
	readonly sectionIndex: number;
	readonly hasValue: boolean;
	readonly sizeBytes: number;
}

/** Decodes an Elf32_Sym or Elf64_Sym. Errors: ElfFormatError "out-of-bounds" or "truncated". */
export function readRawSymbol(region: Region, index: number): RawSymbol {
	return region.layout.is64 ? readSymbol64(region, index * 24) : readSymbol32(region, index * 16);
}

function readSymbol64(region: Region, at: number): RawSymbol {
	const numbers = region.numbersAt(at, 24);
	if (numbers !== undefined) return decodeSymbol64(numbers, region.fileOffset + at, region.layout.littleEndian);
	return {
		nameOffset: region.u32(at),
		info: region.u8(at + 4),
		other: region.u8(at + 5),
		sectionIndex: region.u16(at + 6),
		hasValue: region.u64(at + 8) !== 0,
		sizeBytes: region.u64(at + 16),
	};
}

function decodeSymbol64(numbers: DataView, at: number, littleEndian: boolean): RawSymbol {
	const size = numbers.getUint32(littleEndian ? at + 16 : at + 20, littleEndian);
	const sizeAbove = numbers.getUint32(littleEndian ? at + 20 : at + 16, littleEndian);
	return {
		nameOffset: numbers.getUint32(at, littleEndian),
		info: numbers.getUint8(at + 4),
		other: numbers.getUint8(at + 5),
		sectionIndex: numbers.getUint16(at + 6, littleEndian),
		hasValue: numbers.getUint32(at + 8, littleEndian) !== 0 || numbers.getUint32(at + 12, littleEndian) !== 0,
		sizeBytes: sizeAbove * 0x100000000 + size,
	};
}

function readSymbol32(region: Region, at: number): RawSymbol {
	return {
		nameOffset: region.u32(at),
		info: region.u8(at + 12),
		other: region.u8(at + 13),
		sectionIndex: region.u16(at + 14),
		hasValue: region.u32(at + 4) !== 0,
		sizeBytes: region.u32(at + 8),
	};
}

function findUndefined(parts: SymbolTableParts): readonly number[] {
	const length = parts.length();
	if (length === 0) return [];
	const region = parts.symbols();
	const bytes = symbolBytes(region);
	const sectionAt = region.layout.is64 ? 6 : 14;
	const found: number[] = [];
	for (let first = 1; first < length; first += CHUNK_SYMBOLS) {
		const count = Math.min(CHUNK_SYMBOLS, length - first);
		const chunk = region.view(first * bytes, count * bytes);
		for (let index = 0; index < count; index += 1) {
			if (chunk.u16(index * bytes + sectionAt) === SHN.SHN_UNDEF) found.push(first + index);
		}
	}
	return found;
}

function readSymbol(parts: SymbolTableParts, index: number): DynamicSymbol {
	const { nameOffset, info, other, sectionIndex, hasValue, sizeBytes } = readRawSymbol(parts.symbols(), index);
	const name = parts.strings().text(nameOffset);
	const binding = info >> 4;
	const type = info & 0xf;
	const visibility = other & 3;
	if (parts.versionEntries === undefined) {
		return { index, name, binding, type, visibility, sectionIndex, hasValue, sizeBytes };
	}
	const versionEntry = parts.versionEntries().u16(index * 2);
	const version = versionOf(parts, versionEntry);
	if (version === undefined) {
		return { index, name, binding, type, visibility, sectionIndex, hasValue, sizeBytes, versionEntry };
	}
	return { index, name, binding, type, visibility, sectionIndex, hasValue, sizeBytes, versionEntry, version };
}

function versionOf({ versionNames }: SymbolTableParts, versionEntry: number): VersionName | undefined {
	return versionEntry < 2 ? undefined : versionNames().get(versionEntry & 0x7fff);
}

function symbolFields(parts: SymbolTableParts): SymbolFields {
	return {
		name(index) {
			const region = parts.symbols();
			return parts.strings().text(region.u32(index * symbolBytes(region)));
		},
		binding(index) {
			const region = parts.symbols();
			return region.u8(index * symbolBytes(region) + (region.layout.is64 ? 4 : 12)) >> 4;
		},
		sectionIndex(index) {
			const region = parts.symbols();
			return region.u16(index * symbolBytes(region) + (region.layout.is64 ? 6 : 14));
		},
		hasVersion(index) {
			const { versionEntries } = parts;
			return versionEntries !== undefined && versionOf(parts, versionEntries().u16(index * 2)) !== undefined;
		},
	};
}

/** Whether an entry past the last one known for sure still looks like what linkers put into a table that has nothing
 *  to look up: a section symbol, or a name that is wanted from elsewhere.
 *  Only used where no hash table tells the length. */
export function looksUnhashed({ nameOffset, info, sectionIndex, hasValue }: RawSymbol, stringBytes: number): boolean {
	if (info === SECTION_SYMBOL) return nameOffset === 0 && sectionIndex !== SHN.SHN_UNDEF;
	const binding = info >> 4;
	const named = nameOffset > 0 && nameOffset < stringBytes;
	const isGlobal = binding === STB.STB_GLOBAL || binding === STB.STB_WEAK;
	return named && sectionIndex === SHN.SHN_UNDEF && !hasValue && isGlobal;
}
