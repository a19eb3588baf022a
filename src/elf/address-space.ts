import type { ByteReader } from "../bytes/byte-reader.ts";
import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { Region } from "../bytes/region.ts";
import { PT } from "./constants.ts";
import type { Segment } from "./elf-file.ts";

/** Smallest page: a segment is mapped from the start of its first page to the end of its last. */
const PAGE_BYTES = 4096n;

/** Memory as the PT_LOAD segments lay it out, before relocation. */
export interface AddressSpace {
	/** What is mapped from `address` on, up to the end of its segment.
	 *  Errors: ElfFormatError "unmapped". */
	region(address: bigint, structure: string): Region;
}

/** The address space of a file. A later segment lies over an earlier one, as mmap does it. */
export function addressSpace(reader: ByteReader, segments: readonly Segment[]): AddressSpace {
	const loads = segments.filter(({ type, memorySizeBytes }) => type === PT.PT_LOAD && memorySizeBytes > 0n).reverse();
	return {
		region(address, structure) {
			const exact = loads.find((segment) => contains(segment, address));
			if (exact !== undefined) return exactRegion(reader, exact, address, structure);
			const around = loads.find((segment) => pageContains(segment, address));
			if (around !== undefined) return pageRegion(reader, around, address, structure);
			throw new ElfFormatError("unmapped", structure, 0, `address 0x${address.toString(16)} is not in any PT_LOAD`);
		},
	};
}

function contains(segment: Segment, address: bigint): boolean {
	return address >= segment.address && address - segment.address < segment.memorySizeBytes;
}

function exactRegion(reader: ByteReader, segment: Segment, address: bigint, structure: string): Region {
	const skipped = Number(address - segment.address);
	const fileBytes = Math.max(0, segment.fileSizeBytes - skipped);
	const zeroBytes = Number(segment.memorySizeBytes) - Math.max(segment.fileSizeBytes, skipped);
	return new Region(reader, segment.offset + skipped, fileBytes, Math.max(0, zeroBytes), structure);
}

/** Whether the address is in a page that the segment's file bytes touch. */
function pageContains({ address: start, fileSizeBytes }: Segment, address: bigint): boolean {
	const firstPage = start - (start % PAGE_BYTES);
	return fileSizeBytes > 0 && address >= firstPage && address < pageEnd(start + BigInt(fileSizeBytes));
}

/** File bytes before or behind a segment that its pages bring along. */
function pageRegion(reader: ByteReader, segment: Segment, address: bigint, structure: string): Region {
	const offset = segment.offset + Number(address - segment.address);
	const end = pageEnd(segment.address + BigInt(segment.fileSizeBytes));
	const available = Math.min(Number(end - address), reader.size - offset);
	if (offset >= 0 && available > 0) return new Region(reader, offset, available, 0, structure);
	throw new ElfFormatError("unmapped", structure, 0, `address 0x${address.toString(16)} is outside the file`);
}

function pageEnd(address: bigint): bigint {
	return ((address + PAGE_BYTES - 1n) / PAGE_BYTES) * PAGE_BYTES;
}
