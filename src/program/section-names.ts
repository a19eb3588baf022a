import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile, FileRange } from "../elf/elf-file.ts";
import { readRange } from "./file-range.ts";

/** Sections that are looked at; a file with more tells nothing with the rest. */
const MOST_SECTIONS = 512;
const NAME_BYTES = 64 * 1024;

/** Named sections of a file, where it has kept them. Evidence about the tool chain only: nothing that decides a
 *  verdict may rest on them. Empty when there are none or they make no sense. */
export function sectionRanges(elf: ElfFile, source: ByteSource): ReadonlyMap<string, FileRange> {
	if (lastRanges?.elf !== elf || lastRanges.source !== source) {
		lastRanges = { elf, source, ranges: readSections(elf, source) };
	}
	return lastRanges.ranges;
}

/** Those of the file that was asked about last: each of its clues asks anew. */
let lastRanges:
	| { readonly elf: ElfFile; readonly source: ByteSource; readonly ranges: ReadonlyMap<string, FileRange> }
	| undefined;

function readSections(elf: ElfFile, source: ByteSource): ReadonlyMap<string, FileRange> {
	const header = readRange(source, { offset: 0, length: 64 }, 64);
	const read = fieldReader(elf, header);
	if (header.length < 64) return new Map();
	const entrySize = elf.class === "ELF64" ? 64 : 40;
	const count = Math.min(read.half(elf.class === "ELF64" ? 60 : 48), MOST_SECTIONS);
	const nameIndex = read.half(elf.class === "ELF64" ? 62 : 50);
	const offset = read.word(elf.class === "ELF64" ? 40 : 32);
	const table = readRange(source, { offset, length: count * entrySize }, count * entrySize);
	const sections = Array.from({ length: Math.floor(table.length / entrySize) }, (_, index) =>
		sectionHeader(elf, table.subarray(index * entrySize)),
	);
	const names = readRange(source, sections[nameIndex] ?? { offset: 0, length: 0 }, NAME_BYTES);
	return new Map(sections.map((section) => [cString(names, section.name), section]));
}

interface SectionHeader extends FileRange {
	readonly name: number;
}

function sectionHeader(elf: ElfFile, bytes: Buffer): SectionHeader {
	const read = fieldReader(elf, bytes);
	const wide = elf.class === "ELF64";
	return { name: read.int(0), offset: read.word(wide ? 24 : 16), length: read.word(wide ? 32 : 20) };
}

interface FieldReader {
	half(offset: number): number;
	int(offset: number): number;
	/** An address-sized field; past 2^53 it is no offset, and Infinity. */
	word(offset: number): number;
}

function fieldReader({ class: fileClass, endianness }: ElfFile, bytes: Buffer): FieldReader {
	const big = endianness === "big";
	const int = (offset: number): number => (big ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset));
	return {
		half: (offset) => (big ? bytes.readUInt16BE(offset) : bytes.readUInt16LE(offset)),
		int,
		word(offset) {
			if (fileClass === "ELF32") return int(offset);
			const value = Number(big ? bytes.readBigUInt64BE(offset) : bytes.readBigUInt64LE(offset));
			return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
		},
	};
}

function cString(bytes: Buffer, start: number): string {
	const nul = bytes.indexOf(0, Math.min(start, bytes.length));
	return bytes.toString("latin1", start, nul === -1 ? bytes.length : nul);
}
