import { BLOCK_BYTES } from "../../bytes/block-cache.ts";
import { type ByteRange, blockRanges, recordingSource } from "../../bytes/byte-ranges.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import { InputError } from "../../bytes/input-error.ts";
import { PT } from "../../elf/constants.ts";
import { readFileHeader } from "../../elf/file-header.ts";
import { readProgramHeaders } from "../../elf/program-headers.ts";
import { classifyContent } from "../../tree/file-content.ts";
import type { FileContent } from "../../tree/file-tree.ts";
import { touchFacts } from "./touch-facts.ts";

/** What a file is, what its facts were read from, and what they would have been read from but was not at hand. */
export interface ElfLook {
	readonly content: FileContent;
	readonly touched: readonly ByteRange[];
	readonly missing: readonly ByteRange[];
}

/** Reads everything that the facts of a file stand on. */
export function lookAtElf(source: ByteSource): ElfLook {
	const recorder = recordingSource(source);
	const missing: ByteRange[] = [];
	const watched: ByteSource = {
		...recorder.source,
		read(offset, length) {
			try {
				return recorder.source.read(offset, length);
			} catch (error) {
				if (error instanceof InputError && error.code === "not-retained") missing.push({ offset, length });
				throw error;
			}
		},
	};
	const content = classifyContent(watched);
	if (content.kind === "elf") touchFacts(watched, content.elf);
	return { content, touched: blockRanges(recorder.ranges(), source.size), missing: blockRanges(missing, source.size) };
}

/** Start of a large file that is kept while it passes, and most of a segment behind it. */
const headBytes = 16 * 1024 * 1024;
const longestWindow = 1024 * 1024;

/** What to keep at first of a file too large to be held: its start, where program headers and nearly always all
 *  tables are. */
export const headOfLargeFile: ByteRange = { offset: 0, length: headBytes };

/** What to keep beyond the start: the segments that facts are read from. None where the headers make no sense. */
export function windowsOfLargeFile(start: ByteSource): ByteRange[] {
	try {
		const wanted: readonly number[] = [PT.PT_DYNAMIC, PT.PT_NOTE, PT.PT_INTERP, PT.PT_GNU_PROPERTY];
		const segments = readProgramHeaders(readFileHeader(start)).filter(({ type }) => wanted.includes(type));
		const windows = segments.map(({ offset, fileSizeBytes }) => behindHead(offset, fileSizeBytes));
		return blockRanges(windows.filter(({ length }) => length > 0).map(withNeighbours), start.size);
	} catch (error) {
		if (error instanceof ElfFormatError) return [];
		throw error;
	}
}

/** What linkers put beside PT_DYNAMIC is asked for with it: the functions to start with, the procedure linkage table. */
function withNeighbours({ offset, length }: ByteRange): ByteRange {
	const start = Math.max(headBytes, offset - BLOCK_BYTES);
	return { offset: start, length: offset + length + BLOCK_BYTES - start };
}

function behindHead(offset: number, length: number): ByteRange {
	const start = Math.max(offset, headBytes);
	return { offset: start, length: Math.min(offset + length, start + longestWindow) - start };
}
