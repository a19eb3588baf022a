import { PF, PT } from "./constants.ts";
import type { Segment } from "./elf-file.ts";

const PAGE_BYTES = 4096n;
/** What kernels keep free at the bottom (vm.mmap_min_addr), with room for settings lower than the usual 64 KiB. */
const LOWEST_ADDRESS = 0x1000n;
/** Zeroed memory that a kernel may well refuse: it depends on the machine. */
const MOST_MEMORY = 1n << 34n;
/** Thread-local memory that a process may well not get for its first thread. */
const MOST_TLS = 1n << 30n;
/** The largest pages that machines have: linkers align no segment more coarsely. */
const MOST_ALIGNMENT = 1n << 30n;
/** Types of which linkers write one. */
const SINGLE: readonly number[] = [
	PT.PT_DYNAMIC,
	PT.PT_INTERP,
	PT.PT_PHDR,
	PT.PT_TLS,
	PT.PT_GNU_STACK,
	PT.PT_GNU_RELRO,
];
/** Types that point into what PT_LOAD maps. */
const INSIDE: readonly number[] = [PT.PT_DYNAMIC, PT.PT_INTERP, PT.PT_PHDR, PT.PT_TLS, PT.PT_GNU_RELRO];

/** What is wrong with the program headers of a file that is to be mapped, in words.
 *  @param fileBytes length of the file
 *  @param entry e_entry
 *  @param isFixed it is an ET_EXEC */
export function* malformedSegments(
	segments: readonly Segment[],
	fileBytes: number,
	entry: bigint,
	isFixed: boolean,
): Generator<string> {
	const all = segments.filter(({ type }) => type === PT.PT_LOAD);
	const loads = all.filter(({ memorySizeBytes }) => memorySizeBytes > 0n);
	if (all.some(({ address }, index) => address < (all[index - 1]?.address ?? 0n))) yield "has segments out of order";
	if (all.some(({ fileSizeBytes, memorySizeBytes }) => BigInt(fileSizeBytes) > memorySizeBytes)) {
		yield "has a segment that is smaller in memory than in the file";
	}
	if (isFixed && loads.some(({ address }) => address < LOWEST_ADDRESS)) yield "wants an address that no program gets";
	if (loads.some((load) => isWritable(load) && load.memorySizeBytes > MOST_MEMORY))
		yield "wants more memory than machines have";
	for (const type of SINGLE) {
		if (segments.filter((segment) => segment.type === type).length > 1) yield "has two segments where one is meant";
	}
	yield* malformedLoads(loads, fileBytes);
	for (const segment of segments) {
		if (INSIDE.includes(segment.type) && sizeInPlace(segment) > 0n && !isInsideOne(segment, loads)) {
			yield "has a segment outside of everything that is mapped";
		}
	}
	yield* malformedPurpose(segments, loads);
	if (entry !== 0n && !loads.some((load) => isCode(load, entry))) {
		yield "has its entry point in no executable segment";
	}
}

function* malformedLoads(loads: readonly Segment[], fileBytes: number): Generator<string> {
	let end = 0n;
	if (shareBytes(loads)) yield "maps the same bytes twice";
	for (const { address, offset, fileSizeBytes, memorySizeBytes, flags, alignment } of loads) {
		if (alignment > MOST_ALIGNMENT) yield "wants to be aligned as no memory is";
		if (alignment > 1n && !isPowerOfTwo(alignment)) yield "has a segment whose alignment is no power of two";
		if (address < end) yield "has overlapping segments";
		end = address + memorySizeBytes;
		if (fileSizeBytes > 0 && offset + fileSizeBytes > fileBytes) yield "ends before its segments do: it is cut short";
		if (fileSizeBytes > 0 && (BigInt(offset) - address) % PAGE_BYTES !== 0n)
			yield "has a segment that no page can hold";
		if ((flags & PF.PF_R) === 0) yield "has a segment that must not be read";
		const isPadded = BigInt(fileSizeBytes) < memorySizeBytes;
		if (isPadded && (flags & PF.PF_W) === 0) yield "has zeros behind what cannot be written";
	}
}

/** Segments that are there, but cannot be what they are for. */
function* malformedPurpose(segments: readonly Segment[], loads: readonly Segment[]): Generator<string> {
	const first = (wanted: number) => segments.find(({ type }) => type === wanted);
	const [dynamic, tls, relro, headers] = [PT.PT_DYNAMIC, PT.PT_TLS, PT.PT_GNU_RELRO, PT.PT_PHDR].map(first);
	if (tls !== undefined) yield* malformedTls(tls);
	if (relro !== undefined && !loads.some((load) => isWritable(load) && contains(load, relro.address))) {
		yield "protects (PT_GNU_RELRO) what cannot be written in the first place";
	}
	if (headers !== undefined && !loads.some((load) => mapsTo(load, headers))) {
		yield "has its program headers elsewhere than PT_PHDR says";
	}
	if (dynamic !== undefined && !loads.some((load) => mapsTo(load, dynamic))) {
		yield "has its dynamic section elsewhere than PT_DYNAMIC says";
	}
}

/** Whether mapping `load` puts the file bytes of `segment` at its address. */
function mapsTo(load: Segment, segment: Segment): boolean {
	return contains(load, segment.address) && segment.address - load.address === BigInt(segment.offset - load.offset);
}

/** Whether two segments take some of the same bytes from the file. */
function shareBytes(loads: readonly Segment[]): boolean {
	const ranges = loads.filter(({ fileSizeBytes }) => fileSizeBytes > 0).sort((one, two) => one.offset - two.offset);
	return ranges.some(({ offset }, index) => {
		const before = ranges[index - 1];
		return before !== undefined && offset < before.offset + before.fileSizeBytes;
	});
}

/** Loaders copy the bytes from the file and zero the rest, for each thread, wherever they may be aligned. */
function* malformedTls({ fileSizeBytes, memorySizeBytes, alignment }: Segment): Generator<string> {
	if (BigInt(fileSizeBytes) > memorySizeBytes) yield "has thread-local data that is smaller in memory than in the file";
	if (memorySizeBytes === 0n) return;
	if (memorySizeBytes > MOST_TLS) yield "wants more thread-local memory than threads get";
	if (!isPowerOfTwo(alignment)) yield "has unaligned TLS";
	if (alignment > MOST_ALIGNMENT) yield "wants its thread-local data aligned as no memory is";
}

/** PT_GNU_RELRO may reach to the end of the last page. */
function isInsideOne(segment: Segment, loads: readonly Segment[]): boolean {
	const last = segment.address + sizeInPlace(segment);
	return loads.some((load) => {
		const page = load.alignment > PAGE_BYTES ? load.alignment : PAGE_BYTES;
		const end = load.address + load.memorySizeBytes;
		return segment.address >= load.address && segment.address <= end && last <= end + ((page - (end % page)) % page);
	});
}

/** Bytes that a segment takes where it is: the zeros of PT_TLS are only in each thread's copy. */
function sizeInPlace({ type, fileSizeBytes, memorySizeBytes }: Segment): bigint {
	return type === PT.PT_TLS ? BigInt(fileSizeBytes) : memorySizeBytes;
}

/** Whether an address is in the memory of a segment. */
export function contains({ address, memorySizeBytes }: Segment, wanted: bigint): boolean {
	return wanted >= address && wanted - address < memorySizeBytes;
}

/** Whether an address is in what an executable segment takes from the file. */
export function isCode(segment: Segment, wanted: bigint): boolean {
	const { address, fileSizeBytes, flags } = segment;
	return (flags & PF.PF_X) !== 0 && wanted >= address && wanted - address < BigInt(fileSizeBytes);
}

/** Addresses of a segment in memory, as numbers. */
export interface Bounds {
	readonly start: number;
	readonly end: number;
}

export function boundsOf({ address, memorySizeBytes }: Segment): Bounds {
	return { start: Number(address), end: Number(address + memorySizeBytes) };
}

export function isWritable({ flags }: Segment): boolean {
	return (flags & PF.PF_W) !== 0;
}

/** 1, 2, 4, ... */
export function isPowerOfTwo(value: bigint): boolean {
	return value > 0n && (value & (value - 1n)) === 0n;
}
