import type { DynamicSymbol, SymbolTable } from "../../elf/elf-file.ts";
import { Encoder } from "./blob-writer.ts";
import type { ProfileSink } from "./part-writer.ts";

const STT_OBJECT = 1;
const STT_COMMON = 5;
const STT_TLS = 6;
const SHN_LORESERVE = 0xff00;

/** A symbol in its new place. */
interface Row {
	readonly nameId: number;
	/** Position in the hash chain of its name; absent for symbols that no hash table leads to. */
	readonly chain: number | undefined;
	readonly symbol: DynamicSymbol;
}

/** Writes a symbol table, ordered by name id. Sizes are kept for data only and section indexes as undefined, defined
 *  or reserved: loaders ask for no more.
 *  Shape: the row of each symbol by its index in the file.
 *  Errors: ElfFormatError of the table. */
export function writeSymbols(sink: ProfileSink, part: Encoder, symbols: SymbolTable): ReadonlyMap<number, number> {
	const rows = rowsOf(sink, symbols);
	const attributes = new AttributeTable(sink);
	const indexes = rows.map((row) => attributes.index(row));
	const wide = attributes.length > 0x100;
	part.u32(rows.length).u32(symbols.undefinedIndexes.length);
	part.u32(sink.blobs.raw(nameColumn(rows))).u32(sink.blobs.raw(column(indexes, wide)));
	part.u8(wide ? 2 : 1).u32(attributes.write());
	return new Map(rows.map((row, index) => [row.symbol.index, index]));
}

function rowsOf(sink: ProfileSink, symbols: SymbolTable): readonly Row[] {
	const chains = new Map<number, number>();
	const seen = new Set<string>();
	const rows: Row[] = [];
	for (let index = 0; index < symbols.length; index += 1) {
		const symbol = symbols.at(index);
		rows.push({ nameId: sink.strings.id(symbol.name), chain: undefined, symbol });
		if (index === 0 || seen.has(symbol.name)) continue;
		seen.add(symbol.name);
		symbols.named(symbol.name).forEach((named, position) => {
			chains.set(named.index, position);
		});
	}
	const [first, ...others] = rows.map((row) => ({ ...row, chain: chains.get(row.symbol.index) }));
	return first === undefined ? [] : [first, ...others.sort(compareRows)];
}

function compareRows(left: Row, right: Row): number {
	const last = Number.MAX_SAFE_INTEGER;
	return (
		left.nameId - right.nameId || (left.chain ?? last) - (right.chain ?? last) || left.symbol.index - right.symbol.index
	);
}

/** Different symbols of one library are few kinds of symbols: each kind is written once. */
class AttributeTable {
	readonly #sink: ProfileSink;
	readonly #kinds = new Map<string, number>();
	readonly #encoded = new Encoder();

	constructor(sink: ProfileSink) {
		this.#sink = sink;
	}

	get length(): number {
		return this.#kinds.size;
	}

	index(row: Row): number {
		const encoder = this.#encode(row);
		const key = encoder.finish().toString("latin1");
		const known = this.#kinds.get(key);
		if (known !== undefined) return known;
		this.#kinds.set(key, this.#kinds.size);
		this.#encoded.bytes(encoder.finish());
		return this.#kinds.size - 1;
	}

	write(): number {
		const { blobs } = this.#sink;
		return blobs.blob(new Encoder().varint(this.#kinds.size).bytes(this.#encoded.finish()));
	}

	#encode({ symbol, chain }: Row): Encoder {
		const { version, versionEntry } = symbol;
		const flags = [chain !== undefined, symbol.hasValue, versionEntry !== undefined, version !== undefined];
		const bits = flags.reduce((sum, flag, bit) => sum | (flag ? 4 << bit : 0), symbol.visibility);
		const encoder = new Encoder().u8((symbol.binding << 4) | symbol.type).u8(bits);
		encoder.varint(sectionOf(symbol)).varint(sizeOf(symbol));
		if (versionEntry !== undefined) encoder.varint(versionEntry);
		if (version !== undefined) this.#encodeVersion(encoder, version);
		return encoder;
	}

	#encodeVersion(encoder: Encoder, version: NonNullable<DynamicSymbol["version"]>): void {
		const { strings } = this.#sink;
		encoder.varint(strings.id(version.name));
		encoder.varint(version.file === undefined ? 0 : strings.id(version.file) + 1);
		encoder.u8(version.weak === undefined ? 0 : version.weak ? 2 : 1);
	}
}

/** Undefined, defined somewhere, or a reserved index (SHN_ABS, SHN_COMMON). */
function sectionOf({ sectionIndex }: DynamicSymbol): number {
	return sectionIndex >= SHN_LORESERVE ? sectionIndex : Math.min(sectionIndex, 1);
}

function sizeOf({ type, sizeBytes }: DynamicSymbol): number {
	return type === STT_OBJECT || type === STT_COMMON || type === STT_TLS ? sizeBytes : 0;
}

function nameColumn(rows: readonly Row[]): Buffer {
	const bytes = Buffer.allocUnsafe(rows.length * 3);
	rows.forEach(({ nameId }, index) => {
		bytes.writeUIntLE(nameId, index * 3, 3);
	});
	return bytes;
}

function column(values: readonly number[], wide: boolean): Buffer {
	if (!wide) return Buffer.from(values);
	const bytes = Buffer.allocUnsafe(values.length * 2);
	values.forEach((value, index) => {
		bytes.writeUInt16LE(value, index * 2);
	});
	return bytes;
}
