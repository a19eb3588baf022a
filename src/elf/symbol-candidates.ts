import { encodeText } from "../bytes/text.ts";
import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { SymbolCounter, SymbolTable } from "./elf-file.ts";
import { gnuHashTable } from "./gnu-hash.ts";
import { lazy } from "./lazy.ts";
import { sysvHashTable } from "./sysv-hash.ts";

/** A file's own hash table, as far as look-ups need it. */
interface SymbolCandidates {
	/** Indexes of symbols that may have a name. */
	readonly candidates: (name: string, count?: SymbolCounter) => readonly number[];
	/** See {@link SymbolTable.nameHashes}. */
	readonly nameHashes?: () => Uint32Array | undefined;
	/** Indexes of all symbols that may be candidates; absent where that is not known, or where some look-up fails. */
	readonly hashed?: () => Uint32Array | undefined;
}

/** Looks names up in the hash table that a loader would use: DT_GNU_HASH first, else DT_HASH.
 *  Without either a loader finds nothing, and so does this. */
export function symbolCandidates(context: DynamicContext): SymbolCandidates {
	const { table } = context;
	if (table.last(DT.DT_GNU_HASH) !== undefined) {
		const gnu = lazy(() => gnuHashTable(context.region(DT.DT_GNU_HASH, "DT_GNU_HASH")));
		return {
			candidates: (name, count) => gnu().candidates(name, count),
			nameHashes: () => gnu().hashes(),
			hashed: () => gnu().reachable(),
		};
	}
	if (table.last(DT.DT_HASH) === undefined) return { candidates: () => [], hashed: () => new Uint32Array(0) };
	const sysv = lazy(() => sysvHashTable(context.region(DT.DT_HASH, "DT_HASH"), context.machine));
	return { candidates: (name, count) => sysv().candidates(encodeText(name), count) };
}
