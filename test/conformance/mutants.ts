import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sketchElf } from "./corpus/elf-sketch.ts";
import type { Subject } from "./corpus/subjects.ts";

/** Files that no linker makes: one to three fields of a real 64-bit x86-64 file are changed, chosen by a seeded
 *  generator among those that kernel and loaders read. They look for a wrong `runs` where nobody looked before. */
export function makeMutants(originals: readonly string[], count: number, seed: number, store: string): Subject[] {
	const random = generator(seed);
	const mutants: Subject[] = [];
	for (let index = 0; index < count; index += 1) {
		const original = originals[index % originals.length] ?? "";
		const whole = readFileSync(original);
		const bytes = random(12) === 0 ? whole.subarray(0, 64 + random(whole.length - 64)) : whole;
		const role = roleBefore(original);
		const fields = fieldsOf(whole);
		const changes = bytes === whole ? 1 + random(2) : 0;
		const words = bytes === whole ? [] : [`cut to ${bytes.length} of ${whole.length} bytes`];
		for (let change = 0; change < changes; change += 1) words.push(mutate(bytes, fields, random));
		const id = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
		const name = original.slice(original.lastIndexOf("/") + 1);
		const folder = join(store, id);
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, name), bytes, { mode: 0o755 });
		const sketch = {
			bits: 64,
			littleEndian: true,
			type: 3,
			machine: 62,
			dynamic: false,
			needed: 0,
			pie: false,
		} as const;
		mutants.push({ id, name, origin: `mutant/${name}: ${words.join("; ")}`, role, sketch });
	}
	return mutants;
}

function roleBefore(path: string): Subject["role"] {
	const sketch = sketchElf(path);
	return sketch?.interpreter !== undefined || sketch?.type === 2 ? "program" : "library";
}

type Random = (below: number) => number;

/** xorshift32: the same seed gives the same mutants. */
function generator(seed: number): Random {
	let state = seed || 1;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}

/** A field that may be changed. */
interface Field {
	readonly what: string;
	readonly offset: number;
	readonly bytes: 1 | 2 | 4 | 8;
	/** Values that mean something there. */
	readonly values: readonly number[];
	/** How often it is chosen against the others. */
	readonly weight: number;
}

function mutate(bytes: Buffer, fields: readonly Field[], random: Random): string {
	const field = weighted(fields, random);
	if (field === undefined) return "nothing";
	const before = read(bytes, field);
	const nearby = [
		0,
		before + 1,
		Math.max(0, before - 1),
		before * 2,
		before ^ (1 << random(8 * Math.min(4, field.bytes))),
	];
	const choices = random(3) < 2 && field.values.length > 0 ? field.values : nearby;
	const after = Math.abs(choices[random(choices.length)] ?? 0);
	write(bytes, field, after);
	return `${field.what} ${before} -> ${after}`;
}

function weighted(fields: readonly Field[], random: Random): Field | undefined {
	let left = random(fields.reduce((sum, { weight }) => sum + weight, 0));
	for (const field of fields) {
		left -= field.weight;
		if (left < 0) return field;
	}
	return undefined;
}

function read(bytes: Buffer, { offset, bytes: size }: Field): number {
	return size === 8 ? Number(bytes.readBigUInt64LE(offset) & 0xffffffffffffn) : bytes.readUIntLE(offset, size);
}

function write(bytes: Buffer, { offset, bytes: size }: Field, value: number): void {
	if (size === 8) bytes.writeBigUInt64LE(BigInt(value), offset);
	else bytes.writeUIntLE(value % 2 ** (8 * size), offset, size);
}

const SEGMENT_TYPES = [0, 1, 2, 3, 4, 6, 7, 0x6474e550, 0x6474e551, 0x6474e552, 0x6474e553];
const TAGS = [
	0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 35, 36, 37,
	0x6ffffef5, 0x6ffffff0, 0x6ffffff9, 0x6ffffffa, 0x6ffffffb, 0x6ffffffc, 0x6ffffffd, 0x6ffffffe, 0x6fffffff,
	0x7ffffffd, 0x7fffffff,
];
const RELOCATIONS = [0, 1, 2, 5, 6, 7, 8, 10, 16, 17, 18, 32, 36, 37, 38, 41, 42, 99];

/** Fields of the header, the program headers, the dynamic section and the tables that it leads to. */
function fieldsOf(bytes: Buffer): Field[] {
	const fields: Field[] = [
		{ what: "EI_CLASS", offset: 4, bytes: 1, values: [0, 1, 2, 3], weight: 4 },
		{ what: "EI_DATA", offset: 5, bytes: 1, values: [0, 1, 2], weight: 4 },
		{ what: "EI_VERSION", offset: 6, bytes: 1, values: [0, 1, 2], weight: 4 },
		{ what: "EI_OSABI", offset: 7, bytes: 1, values: [0, 1, 3, 9, 97], weight: 4 },
		{ what: "EI_ABIVERSION", offset: 8, bytes: 1, values: [0, 1, 2, 3, 9], weight: 4 },
		{ what: "e_type", offset: 16, bytes: 2, values: [0, 1, 2, 3, 4], weight: 8 },
		{ what: "e_machine", offset: 18, bytes: 2, values: [3, 62, 183, 0], weight: 8 },
		{ what: "e_version", offset: 20, bytes: 4, values: [0, 1, 2], weight: 4 },
		{ what: "e_ehsize", offset: 52, bytes: 2, values: [0, 52, 64], weight: 3 },
		{ what: "e_phentsize", offset: 54, bytes: 2, values: [0, 32, 56, 64], weight: 4 },
		{ what: "e_phnum", offset: 56, bytes: 2, values: [0, 1, 2, 4, 6, 65535], weight: 6 },
	];
	const toOffset = segmentFields(bytes, fields);
	dynamicFields(bytes, fields, toOffset);
	return fields.filter(({ offset, bytes: size }) => offset + size <= bytes.length);
}

type ToOffset = (address: number) => number | undefined;

function segmentFields(bytes: Buffer, fields: Field[]): ToOffset {
	const loads: { address: number; offset: number; size: number }[] = [];
	const table = Number(bytes.readBigUInt64LE(32));
	for (let index = 0; index < bytes.readUInt16LE(56); index += 1) {
		const at = table + index * 56;
		const type = bytes.readUInt32LE(at);
		const name = `segment ${index} (type ${type.toString(16)})`;
		const [offset = 0, address = 0, , size = 0] = [8, 16, 24, 32].map((field) =>
			Number(bytes.readBigUInt64LE(at + field)),
		);
		if (type === 1) loads.push({ address, offset, size });
		fields.push({ what: `${name} p_type`, offset: at, bytes: 4, values: SEGMENT_TYPES, weight: 6 });
		fields.push({ what: `${name} p_flags`, offset: at + 4, bytes: 4, values: [0, 1, 4, 5, 6, 7], weight: 4 });
		fields.push({ what: `${name} p_offset`, offset: at + 8, bytes: 8, values: [0, offset + 4096], weight: 1 });
		fields.push({ what: `${name} p_filesz`, offset: at + 32, bytes: 8, values: [0, 1, size + 4096], weight: 2 });
		fields.push({ what: `${name} p_memsz`, offset: at + 40, bytes: 8, values: [0, 1, size + 4096], weight: 2 });
		fields.push({ what: `${name} p_align`, offset: at + 48, bytes: 8, values: [0, 1, 3, 16, 4096, 65536], weight: 3 });
	}
	return (address) => {
		const load = loads.find((one) => address >= one.address && address < one.address + one.size);
		return load === undefined ? undefined : address - load.address + load.offset;
	};
}

function dynamicFields(bytes: Buffer, fields: Field[], toOffset: ToOffset): void {
	const values = new Map<number, number>();
	const table = dynamicTable(bytes);
	for (let at = table; at > 0 && at + 16 <= bytes.length; at += 16) {
		const tag = Number(bytes.readBigUInt64LE(at) & 0xffffffffn);
		const value = Number(bytes.readBigUInt64LE(at + 8) & 0xffffffffffffn);
		if (tag === 0) break;
		if (!values.has(tag)) values.set(tag, value);
		fields.push({ what: `dynamic ${tag.toString(16)} d_tag`, offset: at, bytes: 8, values: TAGS, weight: 6 });
		const options =
			tag === 0x6ffffffb || tag === 30 ? [0, 1, 2, 4, 8, 16, 32, 64, 0x800, 0x8000000] : [0, 1, value + 8];
		fields.push({ what: `dynamic ${tag.toString(16)} d_val`, offset: at + 8, bytes: 8, values: options, weight: 3 });
	}
	const tableAt = (tag: number) => toOffset(values.get(tag) ?? -1);
	stringFields(bytes, fields, tableAt(5), values.get(10) ?? 0);
	const symbols = symbolCount(tableAt(6), tableAt(5));
	symbolFields(bytes, fields, tableAt(6), symbols);
	relocationFields(bytes, fields, tableAt(7), values.get(8) ?? 0);
	relocationFields(bytes, fields, tableAt(23), values.get(2) ?? 0);
	versionFields(bytes, fields, tableAt(0x6ffffffe), tableAt(0x6ffffff0), symbols);
}

/** The names follow the symbols in all files that GNU ld and lld make. */
function symbolCount(symbols: number | undefined, names: number | undefined): number {
	return symbols === undefined || names === undefined ? 0 : Math.max(0, Math.floor((names - symbols) / 24));
}

function dynamicTable(bytes: Buffer): number {
	const table = Number(bytes.readBigUInt64LE(32));
	for (let index = 0; index < bytes.readUInt16LE(56); index += 1) {
		const at = table + index * 56;
		if (bytes.readUInt32LE(at) === 2) return Number(bytes.readBigUInt64LE(at + 8));
	}
	return 0;
}

/** A changed letter makes another name; a NUL a shorter one. */
function stringFields(bytes: Buffer, fields: Field[], start: number | undefined, size: number): void {
	if (start === undefined) return;
	for (let at = start + 1; at < Math.min(start + size, start + 1500, bytes.length); at += 1) {
		if (bytes[at] === 0) continue;
		fields.push({ what: `string byte ${at - start}`, offset: at, bytes: 1, values: [0, 47, 46, 120, 36], weight: 1 });
	}
}

function symbolFields(bytes: Buffer, fields: Field[], start: number | undefined, count: number): void {
	if (start === undefined) return;
	for (let index = 1; index < Math.min(40, count) && start + index * 24 + 24 <= bytes.length; index += 1) {
		const at = start + index * 24;
		const name = `symbol ${index}`;
		const info = [0x02, 0x10, 0x11, 0x12, 0x16, 0x1a, 0x20, 0x22, 0xa1, 0x05];
		fields.push({ what: `${name} st_info`, offset: at + 4, bytes: 1, values: info, weight: 3 });
		fields.push({ what: `${name} st_other`, offset: at + 5, bytes: 1, values: [0, 1, 2, 3], weight: 2 });
		fields.push({ what: `${name} st_shndx`, offset: at + 6, bytes: 2, values: [0, 1, 0xfff1, 0xfff2], weight: 2 });
		fields.push({ what: `${name} st_value`, offset: at + 8, bytes: 8, values: [0, 4096], weight: 1 });
		fields.push({ what: `${name} st_name`, offset: at, bytes: 4, values: [0, 1, 5], weight: 1 });
	}
}

function relocationFields(bytes: Buffer, fields: Field[], start: number | undefined, size: number): void {
	if (start === undefined) return;
	for (let at = start; at + 24 <= Math.min(start + size, start + 40 * 24, bytes.length); at += 24) {
		const name = `relocation ${(at - start) / 24}`;
		fields.push({ what: `${name} type`, offset: at + 8, bytes: 4, values: RELOCATIONS, weight: 3 });
		fields.push({ what: `${name} symbol`, offset: at + 12, bytes: 4, values: [0, 1, 2, 3, 4, 5], weight: 2 });
	}
}

function versionFields(
	bytes: Buffer,
	fields: Field[],
	needs: number | undefined,
	versym: number | undefined,
	count: number,
): void {
	for (let index = 1; versym !== undefined && index < Math.min(30, count); index += 1) {
		const values = [0, 1, 2, 3, 4, 0x8001, 0x8002, 9];
		fields.push({ what: `versym ${index}`, offset: versym + index * 2, bytes: 2, values, weight: 3 });
	}
	for (let at = needs; at !== undefined && at + 32 <= bytes.length; ) {
		fields.push({ what: "vn_version", offset: at, bytes: 2, values: [0, 1, 2], weight: 4 });
		fields.push({ what: "vn_cnt", offset: at + 2, bytes: 2, values: [0, 1, 2], weight: 4 });
		let aux = at + bytes.readUInt32LE(at + 8);
		for (let count = 0; count < 8 && aux + 16 <= bytes.length; count += 1) {
			fields.push({ what: "vna_hash", offset: aux, bytes: 4, values: [0, 1], weight: 4 });
			fields.push({ what: "vna_flags", offset: aux + 4, bytes: 2, values: [0, 1, 2, 4], weight: 6 });
			fields.push({ what: "vna_other", offset: aux + 6, bytes: 2, values: [0, 1, 2, 3, 0x8002], weight: 6 });
			const next = bytes.readUInt32LE(aux + 12);
			if (next === 0) break;
			aux += next;
		}
		const next = bytes.readUInt32LE(at + 12);
		at = next === 0 ? undefined : at + next;
	}
}
