import { statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

/** Files of this size and more are taken for archives. Units: bytes. */
const ARCHIVE_BYTES = 64 * 1024 * 1024;

/** How much V8's heap may grow beyond what is alive before it is cleaned up. Left alone, V8 lets it grow to four times
 *  as much: thousands of files then take 40 MB more, and no less time. */
const GROWTH = "--heap-growing-percent=60";

/** Keeps the memory of a run over folders and archives small; a single file is done before it could matter. */
export function boundHeapGrowth(subjects: readonly string[]): void {
	if (subjects.some(isLarge)) setFlagsFromString(GROWTH);
}

/** Standard input, a spec with a scheme, and whatever cannot be looked at count as large: that costs next to nothing. */
function isLarge(subject: string): boolean {
	try {
		const stat = statSync(subject);
		return !stat.isFile() || stat.size >= ARCHIVE_BYTES;
	} catch {
		return true;
	}
}
