import type { ByteView } from "../bytes/byte-view.ts";
import type { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { Region } from "../bytes/region.ts";
import { encodeText } from "../bytes/text.ts";
import type { SymbolCounter } from "./elf-file.ts";

const HEADER_BYTES = 16;
const CHUNK_BYTES = 16384;
/** A chain longer than this is not walked; linkers make them a few entries long. */
const MAX_CHAIN = 1 << 14;
/** More hashes than this are not listed; the largest libraries have some 100,000. */
const MAX_LISTED = 1 << 20;
/** A larger filter is read word by word; that of a library with 100,000 symbols has 256 kB. */
const MAX_FILTER_BYTES = 1 << 22;

/** DT_GNU_HASH. Source: https://sourceware.org/legacy-ml/binutils/2006-10/msg00377.html and elf/dl-lookup.c of glibc. */
export interface GnuHashTable {
	/** Symbol indexes whose hash equals that of the name, in chain order: one chain is read; `count` is told its length.
	 *  Errors: ElfFormatError "out-of-bounds" or "too-many". */
	candidates(name: string, count?: SymbolCounter): readonly number[];
	/** Number of symbols as the last chain tells; 0 when no symbol is hashed. One pass over the buckets. */
	symbolCount(): number;
	/** Hashes of all names in the chains without their lowest bit; absent where there are too many to list. */
	hashes(): Uint32Array | undefined;
	/** Indexes of all symbols that a look-up of any name may come to, in no order; absent where there are too many of them,
	 *  or where a look-up of some name ends in an error.
	 *  Errors: ElfFormatError, where some look-ups have them, too. */
	reachable(): Uint32Array | undefined;
}

/** The hash function of DT_GNU_HASH: h = h * 33 + byte, 32 bits. */
export function gnuHash(name: Buffer): number {
	let hash = 5381;
	for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 33) + (name[at] ?? 0)) | 0;
	return hash >>> 0;
}

/** The same of a name that is a text: most are plain ASCII, and nothing is encoded for those. */
export function gnuHashOfText(name: string): number {
	let hash = 5381;
	for (let at = 0; at < name.length; at += 1) {
		const code = name.charCodeAt(at);
		if (code > 0x7f) return gnuHash(encodeText(name));
		hash = (Math.imul(hash, 33) + code) | 0;
	}
	return hash >>> 0;
}

/** The name that was hashed last: a loader asks one object after the other for the same name. */
let lastName = "";
let lastHash = gnuHash(Buffer.alloc(0));

function rememberedHash(name: string): number {
	if (lastName !== name) {
		lastHash = gnuHashOfText(name);
		lastName = name;
	}
	return lastHash;
}

const NO_CANDIDATES: readonly number[] = [];

/** The table in a region. Errors: ElfFormatError "out-of-bounds" or "truncated". */
export function gnuHashTable(region: Region): GnuHashTable {
	const bucketCount = region.u32(0);
	const firstHashed = region.u32(4);
	const bloomWords = region.u32(8);
	const bloomShift = region.u32(12) & 31;
	const wordBytes = region.layout.is64 ? 8 : 4;
	const buckets = HEADER_BYTES + bloomWords * wordBytes;
	const chains = buckets + bucketCount * 4;

	let filter: FilterWords | undefined;

	function bloomRejects(hash: number): boolean {
		const bits = wordBytes * 8;
		// glibc and musl mask here: a filter whose size is no power of two is wrong for them, too.
		const word = (Math.floor(hash / bits) & (bloomWords - 1)) >>> 0;
		const first = word * (wordBytes / 4);
		filter ??= filterWords(region, bloomWords * wordBytes);
		return !filterBit(filter, first, hash % bits) || !filterBit(filter, first, (hash >>> bloomShift) % bits);
	}

	function chainEntry(symbol: number): number {
		return region.u32(chains + (symbol - firstHashed) * 4);
	}

	function endless(): ElfFormatError {
		return region.error("too-many", chains, `a chain of more than ${MAX_CHAIN} entries`);
	}

	function symbolCount(): number {
		const first = highestBucket(region, buckets, bucketCount);
		if (first === 0) return 0;
		for (let symbol = first; symbol < first + MAX_CHAIN; symbol += 1) {
			if ((chainEntry(symbol) & 1) === 1) return symbol + 1;
		}
		throw endless();
	}

	return {
		candidates(name, count) {
			const hash = rememberedHash(name);
			if (bucketCount === 0 || bloomWords === 0 || bloomRejects(hash)) return NO_CANDIDATES;
			const first = region.u32(buckets + (hash % bucketCount) * 4);
			const found: number[] = [];
			if (first === 0) return NO_CANDIDATES;
			for (let symbol = first; symbol < first + MAX_CHAIN; symbol += 1) {
				const entry = chainEntry(symbol);
				if ((entry | 1) === (hash | 1)) found.push(symbol);
				if ((entry & 1) === 1) {
					count?.(symbol - first + 1);
					return found;
				}
			}
			count?.(MAX_CHAIN);
			throw endless();
		},
		symbolCount,
		hashes() {
			const count = Math.max(0, symbolCount() - firstHashed);
			return count > MAX_LISTED ? undefined : Uint32Array.from({ length: count }, (_, at) => hashAt(at));
		},
		reachable() {
			if (bucketCount === 0 || bloomWords === 0) return new Uint32Array(0);
			if (bucketCount > MAX_LISTED || bloomWords * wordBytes > MAX_FILTER_BYTES) return undefined;
			region.view(HEADER_BYTES, bloomWords * wordBytes);
			return reachableFrom(region.view(buckets, bucketCount * 4), chainEntry);
		},
	};

	function hashAt(at: number): number {
		return (chainEntry(firstHashed + at) & ~1) >>> 0;
	}
}

/** The symbols of the chains behind buckets; absent where a chain or all together are too long. */
function reachableFrom(buckets: ByteView, chainEntry: (symbol: number) => number): Uint32Array | undefined {
	const found: number[] = [];
	for (let at = 0; at < buckets.length; at += 4) {
		const first = buckets.u32(at);
		if (first === 0) continue;
		let symbol = first;
		while ((chainEntry(symbol) & 1) === 0) {
			found.push(symbol);
			symbol += 1;
			if (symbol - first >= MAX_CHAIN) return undefined;
		}
		found.push(symbol);
		if (found.length > MAX_LISTED) return undefined;
	}
	return Uint32Array.from(found);
}

/** The filter by halves of 64-bit (or whole 32-bit) words. */
interface FilterWords {
	readonly at: (index: number) => number;
	/** Which half of a word holds its bits 0 to 31: the words of a big-endian file have their upper half first. */
	readonly lowHalf: 0 | 1;
}

/** Most questions end at the filter, so that it is read as a whole where it is one: file bytes, and not huge. */
function filterWords(region: Region, bytes: number): FilterWords {
	const { littleEndian, is64 } = region.layout;
	const lowHalf = littleEndian || !is64 ? 0 : 1;
	if (HEADER_BYTES + bytes > region.readableBytes || bytes > MAX_FILTER_BYTES) {
		return { at: (index) => region.u32(HEADER_BYTES + index * 4), lowHalf };
	}
	const view = region.view(HEADER_BYTES, bytes);
	const words = Uint32Array.from({ length: bytes >> 2 }, (_, index) => view.u32(index * 4));
	return { at: (index) => words[index] ?? 0, lowHalf };
}

function filterBit({ at, lowHalf }: FilterWords, first: number, bit: number): boolean {
	const half = bit >> 5 === 0 ? lowHalf : 1 - lowHalf;
	return ((at(first + half) >>> (bit & 31)) & 1) === 1;
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
