import type { Region } from "../bytes/region.ts";
import { encodeText } from "../bytes/text.ts";
import { SHN } from "./constants.ts";
import type { DynamicSymbol, SymbolTable } from "./elf-file.ts";
import { lazy } from "./lazy.ts";
import type { StringTable } from "./string-table.ts";
import type { VersionName } from "./versions.ts";

const CHUNK_SYMBOLS = 512;

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
	readonly candidates: (name: Buffer) => readonly number[];
}

/** The table over its parts. Nothing is read before something is asked for. */
export function symbolTable(parts: SymbolTableParts): SymbolTable {
	const undefinedSymbols = lazy(() => countUndefined(parts));
	return {
		get length() {
			return parts.length();
		},
		get undefinedCount() {
			return undefinedSymbols();
		},
		at(index) {
			const inside = Number.isInteger(index) && index >= 0 && index < parts.length();
			if (inside) return readSymbol(parts, index);
			throw parts.symbols().error("out-of-bounds", 0, `there is no symbol ${index}`);
		},
		named(name) {
			const candidates = parts.candidates(encodeText(name));
			return candidates.map((index) => readSymbol(parts, index)).filter((symbol) => symbol.name === name);
		},
	};
}

/** sizeof(Elf32_Sym) or sizeof(Elf64_Sym). DT_SYMENT is not looked at: loaders do not, either. */
export function symbolBytes(region: Region): number {
	return region.layout.is64 ? 24 : 16;
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
	const bytes = symbolBytes(region);
	const view = region.view(index * bytes, bytes);
	const nameOffset = view.u32(0);
	if (region.layout.is64) {
		const hasValue = view.u32(8) !== 0 || view.u32(12) !== 0;
		const sizeBytes = Number(view.u64(16));
		return { nameOffset, info: view.u8(4), other: view.u8(5), sectionIndex: view.u16(6), hasValue, sizeBytes };
	}
	const place = { hasValue: view.u32(4) !== 0, sizeBytes: view.u32(8) };
	return { nameOffset, info: view.u8(12), other: view.u8(13), sectionIndex: view.u16(14), ...place };
}

function countUndefined(parts: SymbolTableParts): number {
	const length = parts.length();
	if (length === 0) return 0;
	const region = parts.symbols();
	const bytes = symbolBytes(region);
	const sectionAt = region.layout.is64 ? 6 : 14;
	let count = 0;
	for (let index = 1; index < length; index += CHUNK_SYMBOLS) {
		const chunk = region.view(index * bytes, Math.min(CHUNK_SYMBOLS, length - index) * bytes);
		for (let at = sectionAt; at < chunk.length; at += bytes) if (chunk.u16(at) === SHN.SHN_UNDEF) count += 1;
	}
	return count;
}

function readSymbol(parts: SymbolTableParts, index: number): DynamicSymbol {
	const raw = readRawSymbol(parts.symbols(), index);
	const symbol = {
		index,
		name: parts.strings().text(raw.nameOffset),
		binding: raw.info >> 4,
		type: raw.info & 0xf,
		visibility: raw.other & 3,
		sectionIndex: raw.sectionIndex,
		hasValue: raw.hasValue,
		sizeBytes: raw.sizeBytes,
	};
	if (parts.versionEntries === undefined) return symbol;
	const versionEntry = parts
		.versionEntries()
		.view(index * 2, 2)
		.u16(0);
	const version = versionEntry < 2 ? undefined : parts.versionNames().get(versionEntry & 0x7fff);
	return version === undefined ? { ...symbol, versionEntry } : { ...symbol, versionEntry, version };
}

/** Whether an entry past the last one known for sure still looks like a symbol that is wanted from elsewhere.
 *  Only used where no hash table tells the length. */
export function looksUndefined({ nameOffset, info, sectionIndex, hasValue }: RawSymbol, stringBytes: number): boolean {
	const binding = info >> 4;
	const named = nameOffset > 0 && nameOffset < stringBytes;
	return named && sectionIndex === SHN.SHN_UNDEF && !hasValue && (binding === 1 || binding === 2);
}
