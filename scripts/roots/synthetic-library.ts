import type { DynamicFacts, DynamicSymbol, ElfFile, SymbolTable } from "../../src/elf/elf-file.ts";
import type { Architecture } from "../../src/targets/architecture.ts";
import type { FileEntry } from "../../src/tree/file-tree.ts";

const ET_DYN = 3;
const DF_1_PIE = 0x8000000;
const STB_GLOBAL = 1;
const STT_FUNC = 2;

/** A shared library of which only names are known. */
export interface SyntheticLibrary {
	readonly architecture: Architecture;
	/** e_flags as other files of the architecture have them. */
	readonly flags: number;
	readonly soname: string;
	readonly needed: readonly string[];
	readonly symbols: readonly string[];
}

/** Facts of a library that exports plain functions, unversioned, and needs nothing relocated. */
export function syntheticLibrary({ architecture, flags, soname, needed, symbols }: SyntheticLibrary): ElfFile {
	return { ...emptyElf(architecture, flags), dynamic: { ...plainDynamic(symbols), needed, soname } };
}

/** A position-independent static program: what a stub loader is. It has a dynamic table for its own relocations, and so
 *  loads as a library, too, where a file names it as one. */
export function staticProgram(architecture: Architecture, flags: number): ElfFile {
	return { ...emptyElf(architecture, flags), dynamic: { ...plainDynamic([]), flags1: DF_1_PIE } };
}

function plainDynamic(symbols: readonly string[]): DynamicFacts {
	return {
		needed: [],
		flags: 0,
		flags1: 0,
		auxiliary: [],
		filter: [],
		hash: { gnu: true, sysv: false },
		hasVersionTable: false,
		versionNeeds: [],
		versionDefinitions: [],
		symbols: functionTable(symbols),
		relocations: { rel: [], rela: [], jmprel: [], relr: false },
	};
}

function emptyElf({ machine, class: width, endianness }: Architecture, flags: number): ElfFile {
	const segment = { type: 1, flags: 5, offset: 0, address: 0n, fileSizeBytes: 4096, memorySizeBytes: 4096n };
	return {
		class: width,
		endianness,
		identification: { class: width === "ELF64" ? 2 : 1, data: endianness === "big" ? 2 : 1, version: 1 },
		osAbi: 0,
		abiVersion: 0,
		type: ET_DYN,
		machine,
		flags,
		segments: [{ ...segment, alignment: 4096n }],
		gnuStack: { executable: false, sizeBytes: 0 },
		notes: {},
	};
}

function functionTable(names: readonly string[]): SymbolTable {
	const rows = [nullSymbol, ...names.map(exportedFunction)];
	return tableOf(rows);
}

const nullSymbol: DynamicSymbol = {
	index: 0,
	name: "",
	binding: 0,
	type: 0,
	visibility: 0,
	sectionIndex: 0,
	hasValue: false,
	sizeBytes: 0,
};

/** A global function with default visibility. */
export function exportedFunction(name: string, position: number): DynamicSymbol {
	return {
		index: position + 1,
		name,
		binding: STB_GLOBAL,
		type: STT_FUNC,
		visibility: 0,
		sectionIndex: 1,
		hasValue: true,
		sizeBytes: 0,
	};
}

/** A symbol table over rows that are all defined; every named one but the null symbol is reachable. */
export function tableOf(rows: readonly DynamicSymbol[]): SymbolTable {
	const byName = new Map<string, DynamicSymbol[]>();
	for (const row of rows.slice(1)) byName.set(row.name, [...(byName.get(row.name) ?? []), row]);
	return {
		length: rows.length,
		undefinedIndexes: [],
		at(index) {
			const row = rows[index];
			if (row === undefined) throw new RangeError(`there is no symbol ${index}`);
			return row;
		},
		named: (name) => byName.get(name) ?? [],
	};
}

/** A file with given facts. */
export function syntheticFile(elf: ElfFile, mode = 0o755): FileEntry {
	return { type: "file", mode, sizeBytes: 64, content: () => ({ kind: "elf", elf }), bytes: () => undefined };
}
