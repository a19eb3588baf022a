import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import { gnuHashTable } from "./gnu-hash.ts";
import { lazy } from "./lazy.ts";
import { sysvHashTable } from "./sysv-hash.ts";

/** Looks names up in the hash table that a loader would use: DT_GNU_HASH first, else DT_HASH.
 *  Without either a loader finds nothing, and so does this. */
export function symbolCandidates(context: DynamicContext): (name: Buffer) => readonly number[] {
	const { table } = context;
	if (table.last(DT.DT_GNU_HASH) !== undefined) {
		const gnu = lazy(() => gnuHashTable(context.region(DT.DT_GNU_HASH, "DT_GNU_HASH")));
		return (name) => gnu().candidates(name);
	}
	if (table.last(DT.DT_HASH) === undefined) return () => [];
	const sysv = lazy(() => sysvHashTable(context.region(DT.DT_HASH, "DT_HASH"), context.machine));
	return (name) => sysv().candidates(name);
}
