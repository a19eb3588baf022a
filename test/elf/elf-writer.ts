import type { ByteLayout } from "../../src/bytes/byte-view.ts";
import { DT } from "../../src/elf/constants.ts";
import { gnuHash } from "../../src/elf/gnu-hash.ts";
import { sysvHash } from "../../src/elf/sysv-hash.ts";
import { ElfBytes } from "./elf-bytes.ts";

/** A test-only writer: one model of an ELF file, laid out as 32- or 64-bit, little- or big-endian.
 *  It writes no section headers. */
export interface ElfModel {
	readonly type?: number;
	readonly machine?: number;
	readonly interpreter?: string;
	readonly needed?: readonly string[];
	readonly soname?: string;
	readonly rpath?: string;
	readonly runpath?: string;
	readonly flags?: number;
	readonly flags1?: number;
	readonly hash?: "gnu" | "sysv" | "both" | "none";
	/** Undefined symbols come first, as linkers order them. */
	readonly symbols?: readonly SymbolModel[];
	readonly versionNeeds?: readonly {
		readonly file: string;
		readonly versions: readonly string[];
		readonly weak?: boolean;
	}[];
	readonly versionDefinitions?: readonly string[];
	/** DT_RELA: relative entries, then (type, symbol name). */
	readonly relative?: number;
	readonly rela?: readonly RelocationModel[];
	readonly jmprel?: readonly RelocationModel[];
	readonly notes?: readonly {
		readonly owner: string;
		readonly type: number;
		readonly words?: readonly number[];
		readonly text?: string;
	}[];
	readonly gnuStack?: { readonly flags: number; readonly size: number };
	/** Entries put into PT_DYNAMIC as they are. */
	readonly extra?: readonly (readonly [number, number])[];
	readonly dynamic?: false;
}

export interface SymbolModel {
	readonly name: string;
	readonly defined?: boolean;
	/** st_shndx of a symbol that is not hashed; 0 when not said. */
	readonly section?: number;
	readonly binding?: number;
	readonly type?: number;
	/** A name out of versionNeeds or versionDefinitions. */
	readonly version?: string;
	readonly hidden?: boolean;
}

export type RelocationModel = readonly [type: number, symbol: string];

/** The bytes, and where each part begins. */
export interface WrittenElf {
	readonly bytes: Buffer;
	readonly offsets: Readonly<Record<string, number>>;
}

const BASE = 0x10000;
const BUCKETS = 3;

/** Writes a model. */
export function writeElf(model: ElfModel, layout: ByteLayout): WrittenElf {
	const strings = new StringsWriter();
	const symbols = orderedSymbols(model.symbols ?? []);
	const parts: (readonly [name: string, bytes: Buffer])[] = [];
	if (model.interpreter !== undefined) parts.push(["interp", Buffer.from(`${model.interpreter}\0`)]);
	for (const [index, note] of (model.notes ?? []).entries()) parts.push([`note${index}`, noteBytes(note, layout)]);
	if (model.dynamic !== false) parts.push(...dynamicParts(model, symbols, strings, layout));
	return place(model, parts, strings, layout);
}

function orderedSymbols(symbols: readonly SymbolModel[]): SymbolModel[] {
	const bucket = ({ name }: SymbolModel): number => gnuHash(Buffer.from(name)) % BUCKETS;
	const defined = symbols.filter((symbol) => symbol.defined === true).sort((a, b) => bucket(a) - bucket(b));
	return [...symbols.filter((symbol) => symbol.defined !== true), ...defined];
}

class StringsWriter {
	readonly #texts = [""];
	#length = 1;
	add(text: string): number {
		const offset = this.#length;
		this.#texts.push(text);
		this.#length += Buffer.byteLength(text) + 1;
		return offset;
	}
	toBuffer(): Buffer {
		return Buffer.from(`${this.#texts.join("\0")}\0`);
	}
}

type Note = NonNullable<ElfModel["notes"]>[number];

function noteBytes({ owner, type, words, text }: Note, layout: ByteLayout): Buffer {
	const description = new ElfBytes(layout).u32(...(words ?? [])).bytes(Buffer.from(text ?? ""));
	const name = Buffer.from(`${owner}\0`);
	const note = new ElfBytes(layout).u32(name.length, description.length, type).bytes(name).align(4);
	return note.bytes(description.toBuffer()).align(4).toBuffer();
}

function dynamicParts(
	model: ElfModel,
	symbols: readonly SymbolModel[],
	strings: StringsWriter,
	layout: ByteLayout,
): (readonly [string, Buffer])[] {
	const parts: (readonly [string, Buffer])[] = [];
	const versions = versionIndexes(model);
	if (symbols.length > 0) parts.push(["dynsym", symbolBytes(symbols, strings, layout)]);
	if (versions.size > 0) parts.push(["versym", versymBytes(symbols, versions, layout)]);
	if (model.versionNeeds !== undefined)
		parts.push(["verneed", verneedBytes(model.versionNeeds, versions, strings, layout)]);
	if (model.versionDefinitions !== undefined) {
		parts.push(["verdef", verdefBytes(model.versionDefinitions, versions, strings, layout)]);
	}
	const hash = model.hash ?? "gnu";
	if (hash === "gnu" || hash === "both") parts.push(["gnuhash", gnuHashBytes(symbols, layout)]);
	if (hash === "sysv" || hash === "both") parts.push(["hash", sysvHashBytes(symbols, layout)]);
	if (model.rela !== undefined) parts.push(["rela", relaBytes(model.rela, symbols, layout, model.relative ?? 0)]);
	if (model.jmprel !== undefined) parts.push(["jmprel", relaBytes(model.jmprel, symbols, layout, 0)]);
	return parts;
}

/** Index by version name: needs first, as linkers number them after the definitions; 2 is the first free one. */
function versionIndexes({ versionNeeds, versionDefinitions }: ElfModel): Map<string, number> {
	const names = [...(versionDefinitions ?? []), ...(versionNeeds ?? []).flatMap(({ versions }) => versions)];
	return new Map(names.map((name, index) => [name, index + 2]));
}

function symbolBytes(symbols: readonly SymbolModel[], strings: StringsWriter, layout: ByteLayout): Buffer {
	const out = new ElfBytes(layout).bytes(Buffer.alloc(layout.is64 ? 24 : 16));
	for (const { name, defined, section: unhashed, binding, type } of symbols) {
		const info = ((binding ?? 1) << 4) | (type ?? 2);
		const value = defined === true ? BASE : 0;
		const section = defined === true ? 5 : (unhashed ?? 0);
		out.u32(name === "" ? 0 : strings.add(name));
		if (layout.is64) out.u8(info, 0).u16(section).u64(value, 8);
		else out.u32(value, 8).u8(info, 0).u16(section);
	}
	return out.toBuffer();
}

function versymBytes(symbols: readonly SymbolModel[], versions: Map<string, number>, layout: ByteLayout): Buffer {
	const out = new ElfBytes(layout).u16(0);
	for (const { version, hidden } of symbols) {
		out.u16((version === undefined ? 1 : (versions.get(version) ?? 1)) | (hidden === true ? 0x8000 : 0));
	}
	return out.align(4).toBuffer();
}

function verneedBytes(
	needs: NonNullable<ElfModel["versionNeeds"]>,
	indexes: Map<string, number>,
	strings: StringsWriter,
	layout: ByteLayout,
): Buffer {
	const out = new ElfBytes(layout);
	for (const [at, { file, versions, weak }] of needs.entries()) {
		const next = at === needs.length - 1 ? 0 : 16 + versions.length * 16;
		out.u16(1, versions.length).u32(strings.add(file), 16, next);
		for (const [index, version] of versions.entries()) {
			out.u32(sysvHash(Buffer.from(version))).u16(weak === true ? 2 : 0, indexes.get(version) ?? 0);
			out.u32(strings.add(version), index === versions.length - 1 ? 0 : 16);
		}
	}
	return out.toBuffer();
}

function verdefBytes(
	names: readonly string[],
	indexes: Map<string, number>,
	strings: StringsWriter,
	layout: ByteLayout,
): Buffer {
	const out = new ElfBytes(layout);
	const all: (readonly [string, number, number])[] = [
		["base", 1, 1],
		...names.map((name): readonly [string, number, number] => [name, 0, indexes.get(name) ?? 0]),
	];
	for (const [at, [name, flags, index]] of all.entries()) {
		out.u16(1, flags, index, 1).u32(sysvHash(Buffer.from(name)), 20, at === all.length - 1 ? 0 : 28);
		out.u32(strings.add(name), 0);
	}
	return out.toBuffer();
}

function gnuHashBytes(symbols: readonly SymbolModel[], layout: ByteLayout): Buffer {
	const firstDefined = symbols.findIndex(({ defined }) => defined === true);
	const first = firstDefined === -1 ? symbols.length + 1 : firstDefined + 1;
	const hashes = symbols.slice(first - 1).map(({ name }) => gnuHash(Buffer.from(name)));
	const bits = layout.is64 ? 64n : 32n;
	const filter = hashes.reduce(
		(word, hash) => word | (1n << (BigInt(hash) % bits)) | (1n << (BigInt(hash >>> 5) % bits)),
		0n,
	);
	const buckets = Array.from({ length: BUCKETS }, (_, bucket) => hashes.findIndex((hash) => hash % BUCKETS === bucket));
	const out = new ElfBytes(layout).u32(BUCKETS, first, 1, 5).word(filter);
	out.u32(...buckets.map((at) => (at === -1 ? 0 : at + first)));
	for (const [at, hash] of hashes.entries()) {
		const next = hashes[at + 1];
		const last = next === undefined || next % BUCKETS !== hash % BUCKETS;
		out.u32(last ? hash | 1 : hash & ~1);
	}
	return out.toBuffer();
}

function sysvHashBytes(symbols: readonly SymbolModel[], layout: ByteLayout): Buffer {
	const heads = Array.from({ length: BUCKETS }, () => 0);
	const chains = Array.from({ length: symbols.length + 1 }, () => 0);
	for (const [at, { name }] of symbols.entries()) {
		const bucket = sysvHash(Buffer.from(name)) % BUCKETS;
		chains[at + 1] = heads[bucket] ?? 0;
		heads[bucket] = at + 1;
	}
	return new ElfBytes(layout).u32(BUCKETS, chains.length, ...heads, ...chains).toBuffer();
}

const R_X86_64_RELATIVE = 8;

function relaBytes(
	relocations: readonly RelocationModel[],
	symbols: readonly SymbolModel[],
	layout: ByteLayout,
	relative: number,
): Buffer {
	const out = new ElfBytes(layout);
	const entry = (type: number, symbol: number): void => {
		out
			.word(BASE)
			.word(layout.is64 ? (BigInt(symbol) << 32n) | BigInt(type) : (symbol << 8) | type)
			.word(0);
	};
	for (let count = 0; count < relative; count += 1) entry(R_X86_64_RELATIVE, 0);
	const indexes = new Map(symbols.map(({ name }, index) => [name, index + 1]));
	for (const [type, name] of relocations) entry(type, indexes.get(name) ?? 0);
	return out.toBuffer();
}

type Parts = readonly (readonly [name: string, bytes: Buffer])[];

/** Puts the parts behind the headers, then the strings, then PT_DYNAMIC, and writes the headers. */
function place(model: ElfModel, parts: Parts, strings: StringsWriter, layout: ByteLayout): WrittenElf {
	const names = Object.fromEntries(
		Object.entries({ soname: model.soname, rpath: model.rpath, runpath: model.runpath }).flatMap(([key, text]) =>
			text === undefined ? [] : [[key, strings.add(text)]],
		),
	);
	const needed = (model.needed ?? []).map((name) => strings.add(name));
	const noteCount = model.notes?.length ?? 0;
	const headers =
		1 +
		noteCount +
		[model.interpreter, model.gnuStack].filter((part) => part !== undefined).length +
		(model.dynamic === false ? 0 : 1);
	const entryBytes = layout.is64 ? 56 : 32;
	const headerBytes = layout.is64 ? 64 : 52;
	const body = new ElfBytes(layout).bytes(Buffer.alloc(headerBytes + headers * entryBytes));
	const offsets: Record<string, number> = { phdr: headerBytes };
	const sizes: Record<string, number> = {};
	const all: Parts = [...parts, ["strtab", strings.toBuffer()]];
	for (const [name, bytes] of all) {
		offsets[name] = body.align(8).length;
		sizes[name] = bytes.length;
		body.bytes(bytes);
	}
	offsets.dynamic = body.align(8).length;
	if (model.dynamic !== false) body.bytes(dynamicBytes(model, names, needed, offsets, sizes, layout));
	sizes.dynamic = body.length - offsets.dynamic;
	const bytes = body.toBuffer();
	headerBytesOf(model, headers, layout).copy(bytes);
	programHeaders(model, offsets, sizes, bytes.length, layout).copy(bytes, headerBytes);
	return { bytes, offsets };
}

/** Tag of the address and tag of the size of each part. */
const PART_TAGS: Readonly<Record<string, readonly [number, number?]>> = {
	dynsym: [DT.DT_SYMTAB],
	versym: [DT.DT_VERSYM],
	verneed: [DT.DT_VERNEED],
	verdef: [DT.DT_VERDEF],
	gnuhash: [DT.DT_GNU_HASH],
	hash: [DT.DT_HASH],
	rela: [DT.DT_RELA, DT.DT_RELASZ],
	jmprel: [DT.DT_JMPREL, DT.DT_PLTRELSZ],
	strtab: [DT.DT_STRTAB, DT.DT_STRSZ],
};

function dynamicBytes(
	model: ElfModel,
	names: Readonly<Record<string, number>>,
	needed: readonly number[],
	offsets: Readonly<Record<string, number>>,
	sizes: Readonly<Record<string, number>>,
	layout: ByteLayout,
): Buffer {
	const out = new ElfBytes(layout);
	for (const offset of needed) out.word(DT.DT_NEEDED, offset);
	if (names.soname !== undefined) out.word(DT.DT_SONAME, names.soname);
	if (names.rpath !== undefined) out.word(DT.DT_RPATH, names.rpath);
	if (names.runpath !== undefined) out.word(DT.DT_RUNPATH, names.runpath);
	for (const [name, [tag, sizeTag]] of Object.entries(PART_TAGS)) {
		if (offsets[name] === undefined) continue;
		out.word(tag, BASE + offsets[name]);
		if (sizeTag !== undefined) out.word(sizeTag, sizes[name] ?? 0);
	}
	if (model.relative !== undefined) out.word(DT.DT_RELACOUNT, model.relative);
	if (model.jmprel !== undefined) out.word(DT.DT_PLTREL, DT.DT_RELA);
	if (model.flags !== undefined) out.word(DT.DT_FLAGS, model.flags);
	if (model.flags1 !== undefined) out.word(DT.DT_FLAGS_1, model.flags1);
	for (const [tag, value] of model.extra ?? []) out.word(tag, value);
	return out.word(DT.DT_NULL, 0).toBuffer();
}

function headerBytesOf(model: ElfModel, headers: number, layout: ByteLayout): Buffer {
	const out = new ElfBytes(layout).bytes(Buffer.from("\x7fELF", "latin1"));
	out.u8(layout.is64 ? 2 : 1, layout.littleEndian ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	out
		.u16(model.type ?? 3, model.machine ?? 62)
		.u32(1)
		.word(BASE, layout.is64 ? 64 : 52, 0)
		.u32(0);
	return out.u16(layout.is64 ? 64 : 52, layout.is64 ? 56 : 32, headers, 0, 0, 0).toBuffer();
}

function programHeaders(
	model: ElfModel,
	offsets: Readonly<Record<string, number>>,
	sizes: Readonly<Record<string, number>>,
	fileBytes: number,
	layout: ByteLayout,
): Buffer {
	const out = new ElfBytes(layout);
	const header = (type: number, flags: number, offset: number, size: number, memory = size, alignment = 4): void => {
		const [address, physical] = [BASE + offset, BASE + offset];
		if (layout.is64) out.u32(type, flags).u64(offset, address, physical, size, memory, alignment);
		else out.u32(type, offset, address, physical, size, memory, flags, alignment);
	};
	header(1, 7, 0, fileBytes);
	if (model.interpreter !== undefined) header(3, 4, offsets.interp ?? 0, sizes.interp ?? 0);
	for (const index of (model.notes ?? []).keys())
		header(4, 4, offsets[`note${index}`] ?? 0, sizes[`note${index}`] ?? 0);
	if (model.dynamic !== false) header(2, 6, offsets.dynamic ?? 0, sizes.dynamic ?? 0);
	if (model.gnuStack !== undefined) header(0x6474e551, model.gnuStack.flags, 0, 0, model.gnuStack.size);
	return out.toBuffer();
}
