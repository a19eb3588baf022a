import { explainSymbol, type SymbolKnowledge } from "../../knowledge/symbols/explain-symbol.ts";
import type { LoadProblem } from "../../loader/load.ts";
import { sorted } from "./names.ts";
import { groupedBy, ofKind, type ProblemOf } from "./problems.ts";

export type SymbolMissing = ProblemOf<"symbol-missing">;

/** Missing symbols that share a reason, so that thousands of names become a few sentences. */
export interface SymbolGroup {
	readonly family?: SymbolKnowledge;
	/** Library that the version need names, where that is all that is known. */
	readonly library?: string;
	readonly symbols: readonly string[];
	readonly problems: readonly [SymbolMissing, ...SymbolMissing[]];
}

/** Symbols that are certainly missing, either at start or (lazy) when they are first called. */
export function missingSymbols(
	problems: readonly LoadProblem[],
	when: "at-start" | "when-called",
): readonly SymbolMissing[] {
	const wanted = when === "when-called";
	return ofKind(problems, "symbol-missing").filter(
		({ lazy, undecided, fatal }) => !undecided && (lazy && !fatal) === wanted,
	);
}

/** Missing symbols by family, then by library; the group that the loader meets first stands first. */
export function groupedSymbols(problems: readonly SymbolMissing[]): readonly SymbolGroup[] {
	const knowledge = new Map(problems.map(({ symbol }) => [symbol, explainSymbol(symbol)]));
	const groups = groupedBy(problems, ({ symbol, library }) => knowledge.get(symbol)?.id ?? `library ${library ?? ""}`);
	return [...groups.values()].map((members) => {
		const [{ symbol, library }] = members;
		const family = knowledge.get(symbol);
		return {
			...(family ? { family } : library === undefined ? {} : { library }),
			symbols: sorted(members.map((member) => member.symbol)),
			problems: members,
		};
	});
}

/** Versions that the symbols of a group are wanted with; nothing where one is wanted without. */
export function versionEvidence({ problems }: SymbolGroup): { readonly versions?: readonly string[] } {
	const versions = problems.flatMap(({ version }) => version ?? []);
	return versions.length === problems.length ? { versions: sorted(versions) } : {};
}
