import type { ByteSource } from "../bytes/byte-source.ts";
import { PF, PT } from "../elf/constants.ts";
import type { ElfFile, FileRange, Segment } from "../elf/elf-file.ts";

/** File bytes of the segments that hold constant data: read-only ones; where there is none (older linkers put
 *  constants beside the code), the executable ones. Writable segments are never in it. */
export function constantData(elf: ElfFile): readonly FileRange[] {
	const constant = loadSegments(elf).filter(({ flags }) => (flags & PF.PF_W) === 0);
	const readOnly = constant.filter(({ flags }) => (flags & PF.PF_X) === 0);
	return (readOnly.length > 0 ? readOnly : constant).map(fileRange);
}

/** File bytes of the writable segments. */
export function writableData(elf: ElfFile): readonly FileRange[] {
	return loadSegments(elf)
		.filter(({ flags }) => (flags & PF.PF_W) !== 0)
		.map(fileRange);
}

/** Where the bytes at an address stand in the file; absent when no segment brings them. */
export function fileOffsetOf(elf: ElfFile, address: bigint): number | undefined {
	const holder = loadSegments(elf).find(
		(segment) => address >= segment.address && address < segment.address + BigInt(segment.fileSizeBytes),
	);
	return holder === undefined ? undefined : holder.offset + Number(address - holder.address);
}

/** The bytes of a range, at most `limit` of them; empty where the file does not hold them or cannot be read.
 *  They are good until another file is read. */
export function readRange(source: ByteSource, { offset, length }: FileRange, limit: number): Buffer {
	const start = Math.min(Math.max(0, offset), source.size);
	try {
		const count = Math.max(0, Math.min(length, limit, source.size - start));
		source.arenaBuffer?.load();
		return source.arenaBuffer?.bytes?.subarray(start, start + count) ?? source.read(start, count);
	} catch {
		// What cannot be read tells nothing; whoever needs the file itself reports the error.
		return Buffer.alloc(0);
	}
}

function loadSegments(elf: ElfFile): readonly Segment[] {
	return elf.segments.filter(({ type, fileSizeBytes }) => type === PT.PT_LOAD && fileSizeBytes > 0);
}

function fileRange({ offset, fileSizeBytes }: Segment): FileRange {
	return { offset, length: fileSizeBytes };
}
