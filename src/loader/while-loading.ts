import type { ElfFile } from "../elf/elf-file.ts";
import { atHand } from "./at-hand.ts";

/** Whether a function that is looked for when it is first called is called while its caller is still being loaded. */
export type WhileLoading =
	| { readonly calls: "surely"; readonly by: "constructor" | "resolver" }
	| { readonly calls: "perhaps" | "never" }
	/** Nobody knows, and why. */
	| { readonly calls: "unread"; readonly because: string };

/** What a file's functions to start with do about one of its symbols, by index. */
export function whileLoading(elf: ElfFile | undefined, symbol: number): WhileLoading {
	const found = atHand(() => elf?.dynamic?.startCalls);
	if (found === undefined) return { calls: "unread", because: "their code is not at hand" };
	const { certain, choosing, possible, unread } = found;
	if (certain.has(symbol)) return { calls: "surely", by: choosing.has(symbol) ? "resolver" : "constructor" };
	if (possible.has(symbol)) return { calls: "perhaps" };
	return unread === undefined ? { calls: "never" } : { calls: "unread", because: unread };
}
