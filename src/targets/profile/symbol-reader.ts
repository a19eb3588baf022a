import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import type { DynamicSymbol, SymbolTable } from "../../elf/elf-file.ts";
import { lazy } from "../../elf/lazy.ts";
import { withLazyParts } from "../../elf/lazy-parts.ts";
import { openPart } from "./part-reader.ts";
import type { Decoder, ProfileFile } from "./profile-file.ts";

const NAME_BYTES = 3;
const SHN_UNDEF = 0;
const STT_GNU_IFUNC = 10;
/** Answers that a table remembers: several targets hold it, and all are asked for the same names. */
const MOST_REMEMBERED = 4096;

const NO_SYMBOLS: readonly DynamicSymbol[] = [];

/** Where the columns of a symbol table are. */
interface Columns {
	readonly length: number;
	readonly names: number;
	readonly attributes: number;
	readonly attributeBytes: number;
	readonly table: number;
}

/** A kind of symbol: what many symbols of a library have in common. */
interface Attributes {
	/** A hash table of the file leads to it. */
	readonly hashed: boolean;
	readonly facts: Omit<DynamicSymbol, "index" | "name">;
}

/** A stored symbol table. Asking for one name reads the column of names (once), then one kind of symbol.
 *  Errors: the ElfFormatError that the file's own table had. */
export function readSymbols(file: ProfileFile, offset: number): SymbolTable {
	const columns = lazy(() => readColumns(openPart(file, offset)));
	const names = lazy(() => file.read(columns().names, columns().length * NAME_BYTES));
	const kinds = lazy(() => file.read(columns().attributes, columns().length * columns().attributeBytes));
	const table = lazy(() => readAttributes(file, columns().table));
	const attributesAt = (row: number): Attributes => {
		const { attributeBytes } = columns();
		const kind = table()[kinds().readUIntLE(row * attributeBytes, attributeBytes)];
		if (kind === undefined) throw file.damaged("a symbol of no kind");
		return kind;
	};
	const symbol = (row: number, name: string): DynamicSymbol => ({
		index: row,
		name,
		...attributesAt(row).facts,
	});
	const undefinedRows = lazy(() => {
		const rows = Array.from({ length: columns().length }, (_, row) => row);
		return rows.filter((row) => row > 0 && attributesAt(row).facts.sectionIndex === SHN_UNDEF);
	});
	const textAt = (row: number): string => file.text(names().readUIntLE(row * NAME_BYTES, NAME_BYTES));
	const ifuncNames = lazy(() =>
		unlessMalformed(() => {
			const found = new Set<string>();
			for (let row = 1; row < columns().length; row += 1) {
				const { hashed, facts } = attributesAt(row);
				if (hashed && facts.type === STT_GNU_IFUNC) found.add(textAt(row));
			}
			return found;
		}),
	);
	/** By id of the name. */
	const asked = new Map<number, readonly DynamicSymbol[]>();
	const find = (name: string, id: number): readonly DynamicSymbol[] => {
		const rows = rowsNamed(names(), id);
		return rows.filter((row) => attributesAt(row).hashed).map((row) => symbol(row, name));
	};
	const symbols = {
		at(index: number): DynamicSymbol {
			const inside = Number.isInteger(index) && index >= 0 && index < columns().length;
			if (inside) return symbol(index, textAt(index));
			throw new ElfFormatError("out-of-bounds", "Elf_Sym", 0, `there is no symbol ${index}`);
		},
		named(name: string): readonly DynamicSymbol[] {
			const id = file.id(name);
			if (id === undefined) return NO_SYMBOLS;
			const known = asked.get(id);
			if (known !== undefined) return known;
			const answer = find(name, id);
			if (asked.size >= MOST_REMEMBERED) asked.clear();
			asked.set(id, answer);
			return answer;
		},
		ifuncNames,
	};
	return withLazyParts(symbols, { length: () => columns().length, undefinedIndexes: undefinedRows });
}

/** A table that the file itself could not be read at answers every question with that error. */
function unlessMalformed<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}

function readColumns(part: Decoder): Columns {
	const length = part.u32();
	// How many are undefined, which their kinds tell as well.
	part.u32();
	return {
		length,
		names: part.u32(),
		attributes: part.u32(),
		attributeBytes: part.u8(),
		table: part.u32(),
	};
}

/** Rows of a name, found by binary search. Row 0 is the null symbol and stands outside of the order. */
function rowsNamed(names: Buffer, id: number): readonly number[] {
	const count = names.length / NAME_BYTES;
	let low = 1;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (idAt(names, middle) < id) low = middle + 1;
		else high = middle;
	}
	const rows: number[] = [];
	for (let row = low; row < count && idAt(names, row) === id; row += 1) rows.push(row);
	return rows;
}

/** By hand: Buffer's own reader of three bytes checks more than it reads. */
function idAt(names: Buffer, row: number): number {
	const at = row * NAME_BYTES;
	return (names[at] ?? 0) | ((names[at + 1] ?? 0) << 8) | ((names[at + 2] ?? 0) << 16);
}

function readAttributes(file: ProfileFile, offset: number): readonly Attributes[] {
	const table = file.blob(offset);
	return table.list(() => readKind(file, table));
}

function readKind(file: ProfileFile, table: Decoder): Attributes {
	const info = table.u8();
	const bits = table.u8();
	const facts = {
		binding: info >> 4,
		type: info & 0xf,
		visibility: bits & 3,
		hasValue: (bits & 8) !== 0,
		sectionIndex: table.varint(),
		sizeBytes: table.varint(),
	};
	const hashed = (bits & 4) !== 0;
	if ((bits & 16) === 0) return { hashed, facts };
	const versionEntry = table.varint();
	const version = (bits & 32) === 0 ? {} : { version: readVersion(file, table) };
	return { hashed, facts: { ...facts, versionEntry, ...version } };
}

function readVersion(file: ProfileFile, table: Decoder): NonNullable<DynamicSymbol["version"]> {
	const name = table.text();
	const fileId = table.varint();
	const weak = table.u8();
	return {
		name,
		...(fileId === 0 ? {} : { file: file.text(fileId - 1) }),
		...(weak === 0 ? {} : { weak: weak === 2 }),
	};
}
