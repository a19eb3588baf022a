import type { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { Region } from "../bytes/region.ts";

const HEADER_BYTES = 16;
const CHUNK_BYTES = 16384;
/** A chain longer than this is not walked; linkers make them a few entries long. */
const MAX_CHAIN = 1 << 14;

/** DT_GNU_HASH. Source: https://sourceware.org/legacy-ml/binutils/2006-10/msg00377.html and elf/dl-lookup.c of glibc. */
export interface GnuHashTable {
	/** Symbol indexes whose hash equals that of the name (bytes), in chain order: one chain is read.
	 *  Errors: ElfFormatError "out-of-bounds" or "too-many". */
	candidates(name: Buffer): number[];
	/** Number of symbols as the last chain tells; 0 when no symbol is hashed. One pass over the buckets. */
	symbolCount(): number;
}

/** The hash function of DT_GNU_HASH: h = h * 33 + byte, 32 bits. */
export function gnuHash(name: Buffer): number {
	let hash = 5381;
	for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 33) + (name[at] ?? 0)) | 0;
	return hash >>> 0;
}

/** The table in a region. Errors: ElfFormatError "out-of-bounds" or "truncated". */
export function gnuHashTable(region: Region): GnuHashTable {
	const bucketCount = region.u32(0);
	const firstHashed = region.u32(4);
	const bloomWords = region.u32(8);
	const bloomShift = region.u32(12) & 31;
	const wordBytes = region.layout.is64 ? 8 : 4;
	const buckets = HEADER_BYTES + bloomWords * wordBytes;
	const chains = buckets + bucketCount * 4;

	function bloomRejects(hash: number): boolean {
		const bits = wordBytes * 8;
		// glibc and musl mask here: a filter whose size is no power of two is wrong for them, too.
		const word = (Math.floor(hash / bits) & (bloomWords - 1)) >>> 0;
		const at = HEADER_BYTES + word * wordBytes;
		return !filterBit(region, at, hash % bits) || !filterBit(region, at, (hash >>> bloomShift) % bits);
	}

	function chainEntry(symbol: number): number {
		return region.u32(chains + (symbol - firstHashed) * 4);
	}

	function endless(): ElfFormatError {
		return region.error("too-many", chains, `a chain of more than ${MAX_CHAIN} entries`);
	}

	return {
		candidates(name) {
			const hash = gnuHash(name);
			if (bucketCount === 0 || bloomWords === 0 || bloomRejects(hash)) return [];
			const first = region.u32(buckets + (hash % bucketCount) * 4);
			const found: number[] = [];
			if (first === 0) return found;
			for (let symbol = first; symbol < first + MAX_CHAIN; symbol += 1) {
				const entry = chainEntry(symbol);
				if ((entry | 1) === (hash | 1)) found.push(symbol);
				if ((entry & 1) === 1) return found;
			}
			throw endless();
		},
		symbolCount() {
			const first = highestBucket(region, buckets, bucketCount);
			if (first === 0) return 0;
			for (let symbol = first; symbol < first + MAX_CHAIN; symbol += 1) {
				if ((chainEntry(symbol) & 1) === 1) return symbol + 1;
			}
			throw endless();
		},
	};
}

/** One bit of the filter word at `at`; the words of a big-endian file have their upper half first. */
function filterBit(region: Region, at: number, bit: number): boolean {
	const { layout } = region;
	const half = layout.littleEndian || !layout.is64 ? bit >> 5 : 1 - (bit >> 5);
	return ((region.u32(at + half * 4) >>> (bit & 31)) & 1) === 1;
}

/** Highest symbol index in any bucket. Buckets in zero-filled memory are empty and not looked at. */
function highestBucket(region: Region, buckets: number, count: number): number {
	let highest = 0;
	const end = Math.min(buckets + count * 4, region.fileBytes);
	if (buckets + count * 4 > region.length)
		throw region.error("out-of-bounds", buckets, `${count} buckets pass the end`);
	for (let start = buckets; start < end; start += CHUNK_BYTES) {
		const chunk = region.view(start, Math.min(CHUNK_BYTES, end - start));
		for (let at = 0; at + 4 <= chunk.length; at += 4) highest = Math.max(highest, chunk.u32(at));
	}
	return highest;
}
