import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { InputError } from "../bytes/input-error.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { StartCalls } from "../elf/start-calls/start-calls.ts";

/** Whether a function that is looked for when it is first called is called while its caller is still being loaded. */
export type WhileLoading =
	| { readonly calls: "surely"; readonly by: "constructor" | "resolver" }
	| { readonly calls: "perhaps" | "never" }
	/** Nobody knows, and why. */
	| { readonly calls: "unread"; readonly because: string };

/** What a file's functions to start with do about one of its symbols, by index. */
export function whileLoading(elf: ElfFile | undefined, symbol: number): WhileLoading {
	const found = startCalls(elf);
	if (found === undefined) return { calls: "unread", because: "their code is not at hand" };
	const { certain, choosing, possible, unread } = found;
	if (certain.has(symbol)) return { calls: "surely", by: choosing.has(symbol) ? "resolver" : "constructor" };
	if (possible.has(symbol)) return { calls: "perhaps" };
	return unread === undefined ? { calls: "never" } : { calls: "unread", because: unread };
}

function startCalls(elf: ElfFile | undefined): StartCalls | undefined {
	try {
		return elf?.dynamic?.startCalls;
	} catch (error) {
		if (error instanceof ElfFormatError || error instanceof InputError) return undefined;
		throw error;
	}
}
