import type { Region } from "../bytes/region.ts";
import { EM } from "./constants-machine.ts";
import type { SymbolCounter } from "./elf-file.ts";

/** As for the GNU table: a longer chain is not walked. */
const MAX_CHAIN = 1 << 14;

/** DT_HASH. Source: gABI 4.1, Hash Table. */
export interface SysvHashTable {
	/** Symbol indexes in the bucket of a name (bytes), in chain order; their names still have to be compared. `count` is
	 *  told how many.
	 *  Errors: ElfFormatError "out-of-bounds" or "too-many". */
	candidates(name: Buffer, count?: SymbolCounter): number[];
	/** nchain: the number of symbols. */
	readonly symbolCount: number;
}

/** The hash function of the gABI. */
export function sysvHash(name: Buffer): number {
	let hash = 0;
	for (let at = 0; at < name.length; at += 1) {
		hash = ((hash << 4) + (name[at] ?? 0)) >>> 0;
		const high = hash & 0xf0000000;
		hash = (hash ^ (high >>> 24)) & ~high;
	}
	return hash >>> 0;
}

/** The table in a region. Its entries have 4 bytes, but 8 on 64-bit s390 and on Alpha.
 *  Errors: ElfFormatError "out-of-bounds" or "truncated". */
export function sysvHashTable(region: Region, machine: number): SysvHashTable {
	const wide = region.layout.is64 && (machine === EM.EM_S390 || machine === EM.EM_ALPHA);
	function entry(index: number): number {
		return wide ? region.u64(index * 8) : region.u32(index * 4);
	}
	const bucketCount = entry(0);
	const symbolCount = entry(1);
	return {
		symbolCount,
		candidates(name, count) {
			const found: number[] = [];
			if (bucketCount === 0) return found;
			const limit = Math.min(symbolCount, MAX_CHAIN);
			for (let symbol = entry(2 + (sysvHash(name) % bucketCount)); symbol !== 0; ) {
				if (found.length >= limit) count?.(limit);
				if (found.length >= limit) throw region.error("too-many", 0, "a chain without end");
				found.push(symbol);
				symbol = entry(2 + bucketCount + symbol);
			}
			count?.(found.length);
			return found;
		},
	};
}
