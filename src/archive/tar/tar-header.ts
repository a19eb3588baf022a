import { decodeText } from "../../bytes/text.ts";

/** Size of a header and the unit in which data is padded. */
export const blockBytes = 512;

/** typeflag values that mean something here. Source: POSIX.1-2017 pax, GNU tar manual "Basic Tar Format". */
export const typeflag = {
	oldFile: 0x00,
	file: 0x30,
	link: 0x31,
	symlink: 0x32,
	characterDevice: 0x33,
	blockDevice: 0x34,
	directory: 0x35,
	fifo: 0x36,
	contiguousFile: 0x37,
	gnuDirectory: 0x44,
	gnuLongLink: 0x4b,
	gnuLongName: 0x4c,
	gnuSparse: 0x53,
	paxGlobal: 0x67,
	paxLocal: 0x78,
} as const;

/** The fields of one header block that matter here, as they stand. */
export interface TarHeader {
	readonly type: number;
	readonly mode: number;
	/** The uid and gid fields; NaN or out of range where they are none. */
	readonly uid: number;
	readonly gid: number;
	/** The size field; negative or NaN where it is none. */
	readonly size: number;
	/** Name with the ustar prefix before it. */
	name(): string;
	linkName(): string;
	/** `ustar\0`, `ustar  ` (GNU) or neither (version 7). */
	readonly format: "ustar" | "gnu" | "v7";
}

/** A block of zeros, of which two end an archive. */
export function isZeroBlock(block: Buffer): boolean {
	return block[0] === 0 && block.every((byte) => byte === 0);
}

/** Whether the checksum is right, with bytes counted as unsigned or, as some old writers did, signed. */
export function hasValidChecksum(block: Buffer): boolean {
	if (block.length < blockBytes) return false;
	const stored = parseNumber(block, 148, 8);
	const whole = byteSums(block, 0, blockBytes);
	const field = byteSums(block, 148, 8);
	// The field itself counts as blanks.
	const sum = whole.sum - field.sum + 8 * 0x20;
	return stored === sum || stored === sum - 256 * (whole.high - field.high);
}

/** The sum of some bytes, and how many have their highest bit set: four bytes at a time, up to 512. Half a word holds
 *  the sum of 256 bytes, a byte of one the number of 128. */
function byteSums(block: Buffer, start: number, length: number): { readonly sum: number; readonly high: number } {
	const words = new DataView(block.buffer, block.byteOffset + start, length);
	let sums = 0;
	let highs = 0;
	for (let at = 0; at < length; at += 4) {
		const word = words.getUint32(at);
		sums = (sums + (word & 0xff00ff) + ((word >>> 8) & 0xff00ff)) | 0;
		highs = (highs + ((word >>> 7) & 0x1010101)) | 0;
	}
	return { sum: (sums & 0xffff) + (sums >>> 16), high: fourBytes(highs) };
}

function fourBytes(word: number): number {
	return (word & 0xff) + ((word >>> 8) & 0xff) + ((word >>> 16) & 0xff) + (word >>> 24);
}

/** Reads a header block. Names are decoded when asked for, while the block is what it is. */
export function parseTarHeader(block: Buffer): TarHeader {
	const format = headerFormat(block);
	return {
		type: block[156] ?? 0,
		mode: parseNumber(block, 100, 8) & 0o7777,
		uid: parseNumber(block, 108, 8),
		gid: parseNumber(block, 116, 8),
		size: parseNumber(block, 124, 12),
		name: () => (hasPrefix(block, format) ? decodeText(prefixedName(block)) : text(block, 0, 100)),
		linkName: () => text(block, 157, 100),
		format,
	};
}

const slash = Buffer.from("/");

function hasPrefix(block: Buffer, format: TarHeader["format"]): boolean {
	return format === "ustar" && block[345] !== 0;
}

/** Joined as bytes: a letter may be cut in two where the name was split. */
function prefixedName(block: Buffer): Buffer {
	const prefix = block.subarray(345, fieldEnd(block, 345, 155));
	return Buffer.concat([prefix, slash, block.subarray(0, fieldEnd(block, 0, 100))]);
}

function headerFormat(block: Buffer): TarHeader["format"] {
	if (block.readUInt32BE(257) !== 0x75737461 || block[261] !== 0x72) return "v7";
	return block[262] === 0x20 && block[263] === 0x20 ? "gnu" : "ustar";
}

function text(block: Buffer, start: number, length: number): string {
	const end = fieldEnd(block, start, length);
	if (end === start) return "";
	const decoded = block.toString("utf8", start, end);
	return decoded.includes("\ufffd") ? decodeText(block.subarray(start, end)) : decoded;
}

/** A text field goes up to its NUL or its end. */
function fieldEnd(block: Buffer, start: number, length: number): number {
	const end = block.indexOf(0, start);
	return end === -1 || end > start + length ? start + length : end;
}

/** A number field: octal digits between blanks or NULs, or base-256 (GNU, star) where the first bit is set.
 *  NaN where it is neither. */
export function parseNumber(block: Buffer, start: number, length: number): number {
	const first = block[start] ?? 0;
	return first >= 0x80 ? parseBase256(block, start, length) : parseOctal(block, start, length);
}

function parseOctal(block: Buffer, start: number, length: number): number {
	let position = start;
	const end = start + length;
	while (position < end && (block[position] === 0x20 || block[position] === 0)) position += 1;
	let value = 0;
	for (; position < end; position += 1) {
		const digit = (block[position] ?? 0) - 0x30;
		if (digit === -0x10 || digit === -0x30) break;
		if (digit < 0 || digit > 7) return Number.NaN;
		value = value * 8 + digit;
	}
	return value;
}

/** Two's complement, big-endian, the first bit being the mark. Inexact above 2^53, where no size is believed anyway. */
function parseBase256(block: Buffer, start: number, length: number): number {
	const negative = ((block[start] ?? 0) & 0x40) !== 0;
	let value = negative ? (block[start] ?? 0) - 0x100 : (block[start] ?? 0) & 0x3f;
	for (let index = 1; index < length; index += 1) value = value * 256 + (block[start + index] ?? 0);
	return value;
}
