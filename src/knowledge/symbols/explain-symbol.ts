import { COMPILER_FAMILIES } from "./compiler-families.ts";
import { FILE_FAMILIES } from "./file-families.ts";
import { HOST_FAMILIES } from "./host-families.ts";
import { MEMORY_FAMILIES } from "./memory-families.ts";
import { NETWORK_FAMILIES } from "./network-families.ts";
import type { Remedy, SymbolFamily } from "./symbol-family.ts";
import { SYSTEM_FAMILIES } from "./system-families.ts";

/** What is known of a symbol: its family, without the pattern. */
export type SymbolKnowledge = Omit<SymbolFamily, "match">;

/** Ways that are always open, after those of the family. */
export const GENERAL_REMEDIES: readonly Remedy[] = [
	{
		kind: "rebuild-flag",
		text: "rebuild for musl: in an `alpine` build stage, with `cargo --target x86_64-unknown-linux-musl`, or with `zig cc -target x86_64-linux-musl`",
	},
	{ kind: "other-base", text: "use a base with glibc: `distroless/base`, `distroless/cc`, `debian:*-slim`" },
];

const FAMILIES: readonly SymbolFamily[] = [
	...COMPILER_FAMILIES,
	...MEMORY_FAMILIES,
	...FILE_FAMILIES,
	...SYSTEM_FAMILIES,
	...HOST_FAMILIES,
	...NETWORK_FAMILIES,
];

/** Every family, in the order in which they answer. */
export function symbolFamilies(): readonly SymbolFamily[] {
	return FAMILIES;
}

/** The longest name that is looked at: real ones are shorter, and patterns stay quick. */
const LONGEST_NAME = 512;

/** Answers that are remembered: the same names are missing on one target after the other. */
const MOST_REMEMBERED = 4096;
const remembered = new Map<string, SymbolFamily | undefined>();

/** What an expert would say of a symbol; absent for names of no known family. */
export function explainSymbol(name: string): SymbolKnowledge | undefined {
	if (name.length > LONGEST_NAME) return undefined;
	if (remembered.has(name)) return remembered.get(name);
	if (remembered.size >= MOST_REMEMBERED) remembered.clear();
	const family = FAMILIES.find(({ match }) => match.test(name));
	remembered.set(name, family);
	return family;
}
