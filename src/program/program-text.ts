import type { ByteSource } from "../bytes/byte-source.ts";
import { PT } from "../elf/constants.ts";
import type { ElfFile, FileRange } from "../elf/elf-file.ts";
import { constantData, readRange } from "./file-range.ts";
import { tolerant } from "./tolerant.ts";

/** Constant data that may hold text of the program itself: without the dynamic linker's tables, whose names are the
 *  loader's business, and without unwind tables, which hold none. In large programs they are most of it. */
export function programText(elf: ElfFile, source: ByteSource): readonly FileRange[] {
	const tables = tolerant(() => elf.dynamic?.tableRanges) ?? [];
	return [...tables, ...unwindTables(elf, source)].reduce(without, constantData(elf));
}

/** `ranges` less what `gap` covers. */
function without(ranges: readonly FileRange[], gap: FileRange): readonly FileRange[] {
	const gapEnd = gap.offset + gap.length;
	return ranges.flatMap(({ offset, length }) => {
		const end = offset + length;
		if (gap.length <= 0 || gapEnd <= offset || gap.offset >= end) return [{ offset, length }];
		const before = { offset, length: gap.offset - offset };
		const after = { offset: gapEnd, length: end - gapEnd };
		return [before, after].filter((part) => part.length > 0);
	});
}

const HEADER_BYTES = 12;
const ENTRY_BYTES = 8;
/** DW_EH_PE_pcrel | sdata4, udata4 and DW_EH_PE_datarel | sdata4: what linkers write. */
const USUAL_ENCODINGS = [1, 0x1b, 0x03, 0x3b] as const;

/** .eh_frame_hdr, and .eh_frame from its start to the entry that the last row of its table names.
 *  Source: Linux Standard Base Core 5.0, "Exception Frames". */
function unwindTables(elf: ElfFile, source: ByteSource): readonly FileRange[] {
	const header = elf.segments.find(({ type }) => type === PT.PT_GNU_EH_FRAME);
	if (header === undefined) return [];
	const { offset, fileSizeBytes } = header;
	const bytes = readRange(source, { offset, length: fileSizeBytes }, HEADER_BYTES);
	if (bytes.length < HEADER_BYTES || !USUAL_ENCODINGS.every((value, at) => bytes[at] === value)) return [];
	const word = elf.endianness === "little" ? "readInt32LE" : "readInt32BE";
	const last = HEADER_BYTES + (bytes[word](8) - 1) * ENTRY_BYTES;
	const row = readRange(source, { offset: offset + last, length: ENTRY_BYTES }, ENTRY_BYTES);
	const own = { offset, length: fileSizeBytes };
	if (last < HEADER_BYTES || last + ENTRY_BYTES > fileSizeBytes || row.length < ENTRY_BYTES) return [own];
	// Both places are relative to the header, in memory; in the file they are as far apart where one segment holds all.
	const frames = offset + 4 + bytes[word](4);
	return isInOneSegment(elf, offset, frames)
		? [own, { offset: frames, length: offset + row[word](4) - frames }]
		: [own];
}

function isInOneSegment({ segments }: ElfFile, one: number, other: number): boolean {
	return segments.some(({ type, offset, fileSizeBytes }) => {
		const holds = (place: number) => place >= offset && place < offset + fileSizeBytes;
		return type === PT.PT_LOAD && holds(one) && holds(other);
	});
}
