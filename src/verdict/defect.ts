import { VERSION } from "../version.ts";

/** Where defects are to be told of. */
const REPORTS = "https://github.com/elfspect/elfspect/issues";
/** Longest part of an error's own words. */
const MAX_WORDS = 300;

/** One line for an error that nobody expected: what it says, over which input, and where to report it. */
export function defectWords(error: unknown, source?: string): string {
	const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	const [first = ""] = words.split("\n");
	const over = source === undefined ? "" : ` over ${source}`;
	return `internal error${over}: ${first.slice(0, MAX_WORDS)} (elfspect ${VERSION}; please report it: ${REPORTS})`;
}
