import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What decides how a file is tried: as a program or as a library. Read here apart from `src/elf`, so that the
 *  choice does not rest on the code under test. */
export interface ElfSketch {
	readonly bits: 32 | 64;
	readonly littleEndian: boolean;
	readonly type: number;
	readonly machine: number;
	readonly interpreter?: string;
	readonly dynamic: boolean;
	/** How many DT_NEEDED it has. */
	readonly needed: number;
	/** DF_1_PIE. */
	readonly pie: boolean;
}

/** The sketch of a file; undefined for what is no ELF file or is too broken to sketch. */
export function sketchElf(path: string): ElfSketch | undefined {
	const file = openSync(path, "r");
	try {
		return sketch((offset, length) => readAt(file, offset, length), fstatSync(file).size);
	} catch {
		return undefined;
	} finally {
		closeSync(file);
	}
}

type Read = (offset: number, length: number) => Buffer;

function readAt(file: number, offset: number, length: number): Buffer {
	const buffer = Buffer.alloc(length);
	return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
}

function sketch(read: Read, fileSize: number): ElfSketch | undefined {
	const header = read(0, 64);
	if (header.length < 52 || header.readUInt32BE(0) !== 0x7f454c46) return undefined;
	const bits = header[4] === 2 ? 64 : 32;
	const littleEndian = header[5] === 1;
	const number = (buffer: Buffer, offset: number, bytes: 2 | 4 | 8): number => {
		if (bytes === 8) return Number(littleEndian ? buffer.readBigUInt64LE(offset) : buffer.readBigUInt64BE(offset));
		return littleEndian ? buffer.readUIntLE(offset, bytes) : buffer.readUIntBE(offset, bytes);
	};
	const word = bits === 64 ? 8 : 4;
	const tableOffset = number(header, bits === 64 ? 32 : 28, word);
	const size = number(header, bits === 64 ? 54 : 42, 2);
	const count = number(header, bits === 64 ? 56 : 44, 2);
	const table = read(tableOffset, Math.min(size * count, 65536));
	let interpreter: string | undefined;
	let dynamic = false;
	let needed = 0;
	let pie = false;
	for (let at = 0; at + size <= table.length && size > 0; at += size) {
		const type = number(table, at, 4);
		const offset = number(table, at + (bits === 64 ? 8 : 4), word);
		const length = Math.min(number(table, at + (bits === 64 ? 32 : 16), word), fileSize);
		if (type === 3) interpreter = read(offset, Math.min(length, 4096)).toString("latin1").replace(/\0.*$/s, "");
		if (type !== 2) continue;
		dynamic = true;
		const entries = read(offset, Math.min(length, 65536));
		for (let entry = 0; entry + 2 * word <= entries.length; entry += 2 * word) {
			const tag = number(entries, entry, word);
			if (tag === 0) break;
			if (tag === 1) needed += 1;
			if (tag === 0x6ffffffb) pie = (number(entries, entry + word, word) & 0x08000000) !== 0;
		}
	}
	return {
		bits,
		littleEndian,
		type: number(header, 16, 2),
		machine: number(header, 18, 2),
		dynamic,
		needed,
		pie,
		...(interpreter === undefined ? {} : { interpreter }),
	};
}
