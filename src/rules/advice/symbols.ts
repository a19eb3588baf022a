import type { SymbolKnowledge } from "../../knowledge/symbols/explain-symbol.ts";
import { LATER_RELEASE } from "../../knowledge/symbols/symbol-family.ts";
import { compareVersions, isOnMusl } from "../context/libc.ts";
import type { SymbolGroup } from "../context/symbols.ts";
import type { RuleContext } from "../rule.ts";
import { baseAdvice, gcompatAdvice } from "./bases.ts";
import { libraryAdvice } from "./packages.ts";
import { rebuildAdvice } from "./rebuild.ts";

/** What to do about a group of missing symbols: what is particular to the family, then what always helps.
 *  gcompat is named only where it was tried and suffices for the whole program. */
export function symbolAdvice(context: RuleContext, group: SymbolGroup): readonly string[] {
	return [...familyAdvice(context, group), ...libraryOf(context, group), ...openAdvice(context)];
}

/** Musl's families are advice for musl; names of other libraries are advice anywhere. */
function familyAdvice(context: RuleContext, { family, symbols }: SymbolGroup): readonly string[] {
	if (!family || (!isOnMusl(context) && family.musl !== "elsewhere")) return [];
	const particular = family.remedies.filter(({ kind, text }) => kind !== "none" && !/\bgcompat\b/.test(text));
	return particular.flatMap((remedy) => (remedy === LATER_RELEASE ? laterRelease(family, symbols) : [remedy.text]));
}

/** The release that has all of the names, where there is one. */
function laterRelease({ since = {} }: SymbolKnowledge, symbols: readonly string[]): readonly string[] {
	const releases = symbols.map((symbol) => since[symbol]);
	const newest = releases.reduce((one, other) => ((compareVersions(other, one ?? "0") ?? -1) > 0 ? other : one));
	if (newest === undefined || releases.includes(undefined)) return [];
	return [`use Alpine ${newest} or newer, which has ${symbols.length === 1 ? "it" : "them"}`];
}

function libraryOf(context: RuleContext, { library }: SymbolGroup): readonly string[] {
	if (library === undefined || isOnMusl(context)) return [];
	return [`ship the ${library} that the program was linked against`, ...libraryAdvice(context, library)].slice(0, 1);
}

function openAdvice(context: RuleContext): readonly string[] {
	return isOnMusl(context)
		? [...rebuildAdvice(context), ...gcompatAdvice(context), ...baseAdvice(context)]
		: [...baseAdvice(context), ...rebuildAdvice(context)];
}
