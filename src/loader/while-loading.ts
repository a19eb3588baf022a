import type { WorkKind } from "../budget/work-budget.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { StartCalls } from "../elf/start-calls/start-calls.ts";
import { atHand } from "./at-hand.ts";

/** Whether a function that is looked for when it is first called is called while its caller is still being loaded. */
export type WhileLoading =
	| { readonly calls: "surely"; readonly by: "constructor" | "resolver" }
	| { readonly calls: "perhaps" | "never" }
	/** Nobody knows, and why. */
	| { readonly calls: "unread"; readonly because: string };

/** Pays for work. Errors: BudgetSpentError. */
type Charge = (kind: WorkKind, count: number) => void;

/** Read and paid for; facts that are forgotten are read, and paid for, again. */
const paid = new WeakSet<StartCalls>();

function chargeOnce(found: StartCalls, charge: Charge): void {
	if (paid.has(found)) return;
	paid.add(found);
	charge("instructions of constructors", found.work.instructions);
	charge("relocations of constructors", found.work.relocations);
}

/** What a file's functions to start with do about one of its symbols, by index. */
export function whileLoading(elf: ElfFile | undefined, symbol: number, charge: Charge): WhileLoading {
	const found = atHand(() => elf?.dynamic?.startCalls);
	if (found !== undefined) chargeOnce(found, charge);
	if (found === undefined) return { calls: "unread", because: "their code is not at hand" };
	const { certain, choosing, possible, unread } = found;
	if (certain.has(symbol)) return { calls: "surely", by: choosing.has(symbol) ? "resolver" : "constructor" };
	if (possible.has(symbol)) return { calls: "perhaps" };
	return unread === undefined ? { calls: "never" } : { calls: "unread", because: unread };
}
