import type { ByteLayout } from "../../src/bytes/byte-view.ts";
import type { Random } from "./random.ts";

/** A file to mutate, and where its parts are. Offsets in bytes. */
export interface MutationBase {
	readonly name: string;
	readonly bytes: Buffer;
	readonly layout: ByteLayout;
	readonly programHeaders: { readonly offset: number; readonly count: number };
	/** PT_DYNAMIC; count 0 without it. */
	readonly dynamic: { readonly offset: number; readonly count: number };
	/** Offsets of the tables that PT_DYNAMIC leads to. */
	readonly tables: readonly number[];
}

type Mutation = (base: MutationBase, bytes: Buffer, random: Random) => Buffer;

/** A copy of the base with one to four things broken. */
export function mutate(base: MutationBase, random: Random): Buffer {
	let bytes: Buffer = Buffer.from(base.bytes);
	for (let left = 1 + random.below(4); left > 0; left -= 1) bytes = random.pick(MUTATIONS)(base, bytes, random);
	return bytes;
}

const LARGE = [
	0, 1, 2, 3, 4, 7, 8, 0x10, 0xff, 0xfff, 0x1000, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0,
	0xffffffff,
] as const;

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
	truncate,
	flipHeaderByte,
	flipDynamicByte,
	flipAnyByte,
	flipTableByte,
	changeProgramHeader,
	changeDynamicTag,
	changeDynamicValue,
	swapDynamicValues,
	dropDynamicEnd,
	changeTableWord,
	loopTable,
	extendCount,
	fillWithOnes,
];

function truncate({ programHeaders, dynamic, tables, layout }: MutationBase, bytes: Buffer, random: Random): Buffer {
	const edges = [4, 5, 16, layout.is64 ? 64 : 52, programHeaders.offset, dynamic.offset, ...tables, bytes.length];
	const edge = edges[random.below(edges.length)] ?? 0;
	const length = random.below(3) === 0 ? random.below(bytes.length + 1) : edge + random.below(64) - 32;
	return bytes.subarray(0, Math.max(0, Math.min(length, bytes.length)));
}

function flip(bytes: Buffer, at: number, random: Random): Buffer {
	if (at >= 0 && at < bytes.length)
		bytes[at] = random.below(2) === 0 ? random.below(256) : (bytes[at] ?? 0) ^ (1 << random.below(8));
	return bytes;
}

function flipHeaderByte({ programHeaders, layout }: MutationBase, bytes: Buffer, random: Random): Buffer {
	return flip(bytes, 4 + random.below(programHeaders.offset + programHeaders.count * headerBytes(layout)), random);
}

function flipDynamicByte({ dynamic, layout }: MutationBase, bytes: Buffer, random: Random): Buffer {
	return flip(bytes, dynamic.offset + random.below(dynamic.count * wordBytes(layout) * 2 + 1), random);
}

function flipAnyByte(_base: MutationBase, bytes: Buffer, random: Random): Buffer {
	return flip(bytes, random.below(bytes.length + 1), random);
}

function flipTableByte(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	return flip(bytes, tableOffset(base, random) + random.below(256), random);
}

function changeProgramHeader(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	const { programHeaders, layout } = base;
	const header = programHeaders.offset + random.below(programHeaders.count + 1) * headerBytes(layout);
	const field = random.below(headerBytes(layout) / 4) * 4;
	return setWord(bytes, header + field, interestingNumber(base, bytes, random), layout);
}

function dynamicEntry({ dynamic, layout }: MutationBase, random: Random): number {
	return dynamic.offset + random.below(dynamic.count + 1) * wordBytes(layout) * 2;
}

const TAGS = [
	1, 2, 4, 5, 6, 7, 8, 10, 14, 15, 17, 18, 20, 23, 29, 30, 35, 36, 0x6ffffef5, 0x6ffffff0, 0x6ffffff9, 0x6ffffffc,
	0x6ffffffd, 0x6ffffffe, 0x6fffffff, 0x70000011, 0x7ffffffd, 0x7fffffff,
] as const;

function changeDynamicTag(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	return setLong(bytes, dynamicEntry(base, random), random.pick(TAGS), base.layout);
}

function changeDynamicValue(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	const at = dynamicEntry(base, random) + wordBytes(base.layout);
	return setLong(bytes, at, interestingNumber(base, bytes, random), base.layout);
}

function swapDynamicValues(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	const size = wordBytes(base.layout);
	const [from, to] = [dynamicEntry(base, random) + size, dynamicEntry(base, random) + size];
	if (Math.max(from, to) + size <= bytes.length) bytes.copy(bytes, to, from, from + size);
	return bytes;
}

/** Everything that reads as DT_NULL becomes another tag. */
function dropDynamicEnd({ dynamic, layout }: MutationBase, bytes: Buffer): Buffer {
	const size = wordBytes(layout);
	for (let at = dynamic.offset; at < dynamic.offset + dynamic.count * size * 2; at += size * 2) {
		if (at + size <= bytes.length && bytes.subarray(at, at + size).every((byte) => byte === 0)) {
			setLong(bytes, at, 0x15, layout);
		}
	}
	return bytes;
}

function tableOffset({ tables }: MutationBase, random: Random): number {
	return tables[random.below(tables.length)] ?? 0;
}

function changeTableWord(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	const at = tableOffset(base, random) + random.below(64) * 4;
	return setWord(bytes, at, interestingNumber(base, bytes, random), base.layout);
}

/** A run of small distances or of indexes that lead to each other: chains that loop or crawl. */
function loopTable(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	const start = tableOffset(base, random);
	const [step, length] = [random.pick([0, 1, 2, 4]), random.below(64)];
	for (let word = 0; word < length; word += 1) setWord(bytes, start + word * 4, 1 + ((word * step) % 7), base.layout);
	return bytes;
}

/** e_phnum as PN_XNUM with a section header 0 that says how many there are. */
function extendCount({ layout }: MutationBase, bytes: Buffer, random: Random): Buffer {
	if (bytes.length < 64) return bytes;
	const section = random.below(bytes.length);
	setLong(bytes, layout.is64 ? 40 : 32, section, layout);
	setHalf(bytes, layout.is64 ? 56 : 44, 0xffff, layout);
	return setWord(bytes, section + (layout.is64 ? 44 : 28), random.pick(LARGE), layout);
}

function fillWithOnes(base: MutationBase, bytes: Buffer, random: Random): Buffer {
	const at = random.below(2) === 0 ? tableOffset(base, random) : random.below(bytes.length + 1);
	bytes.fill(
		random.pick([0x00, 0x01, 0x80, 0xff]),
		Math.min(at, bytes.length),
		Math.min(at + random.below(200), bytes.length),
	);
	return bytes;
}

/** A limit of some kind, or an address or offset of this file, or nearly. */
function interestingNumber({ tables }: MutationBase, bytes: Buffer, random: Random): number {
	const kind = random.below(4);
	if (kind === 0) return bytes.length + random.below(32) - 16;
	if (kind === 1) return (tables[random.below(tables.length)] ?? 0) + random.below(16);
	if (kind === 2) return random.below(0x100000000);
	return random.pick(LARGE);
}

const wordBytes = ({ is64 }: ByteLayout): number => (is64 ? 8 : 4);
const headerBytes = ({ is64 }: ByteLayout): number => (is64 ? 56 : 32);

function setHalf(bytes: Buffer, at: number, value: number, { littleEndian }: ByteLayout): void {
	if (at < 0 || at + 2 > bytes.length) return;
	if (littleEndian) bytes.writeUInt16LE(value & 0xffff, at);
	else bytes.writeUInt16BE(value & 0xffff, at);
}

function setWord(bytes: Buffer, at: number, value: number, { littleEndian }: ByteLayout): Buffer {
	if (at < 0 || at + 4 > bytes.length) return bytes;
	if (littleEndian) bytes.writeUInt32LE(value >>> 0, at);
	else bytes.writeUInt32BE(value >>> 0, at);
	return bytes;
}

/** A word of the class; its upper half stays zero. */
function setLong(bytes: Buffer, at: number, value: number, layout: ByteLayout): Buffer {
	if (!layout.is64) return setWord(bytes, at, value, layout);
	setWord(bytes, layout.littleEndian ? at + 4 : at, 0, layout);
	return setWord(bytes, layout.littleEndian ? at : at + 4, value, layout);
}
