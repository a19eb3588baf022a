import { symbolAdvice } from "../advice/symbols.ts";
import { listed, spelled } from "../context/names.ts";
import { lineOf } from "../context/problems.ts";
import { groupedSymbols, missingSymbols, type SymbolGroup, versionEvidence } from "../context/symbols.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** How many families get a finding of their own; the rest share one. `missing.symbols` is always complete. */
const FAMILIES_TOLD = 8;

/** A symbol that must be there at start is in no library of the target. */
export default defineRule({
	id: "symbol-missing",
	title: "A symbol is in no library of the target",
	severity: "error",
	rank: 425,
	check(context) {
		const groups = groupedSymbols(missingSymbols(context.load.problems, "at-start"));
		return foldedGroups(groups).map((group) => findingFor(context, group));
	},
});

function findingFor(context: RuleContext, group: SymbolGroup): Finding {
	const [first] = group.problems;
	return {
		rule: "symbol-missing",
		severity: "error",
		message: `${first.object} needs ${spelled(group.symbols)}, which nothing on ${targetWords(context)} provides${reason(group)}`,
		about: group.symbols,
		evidence: {
			...listed("symbols", group.symbols),
			object: first.object,
			...(group.family ? { family: group.family.id } : {}),
			...(group.library === undefined ? {} : { library: group.library }),
			...versionEvidence(group),
			...lineOf(first),
		},
		remedies: symbolAdvice(context, group),
	};
}

function reason({ family, library }: SymbolGroup): string {
	if (family) return `: ${family.what}`;
	return library === undefined ? "" : ` (its version is one of ${library})`;
}

function foldedGroups(groups: readonly SymbolGroup[]): readonly SymbolGroup[] {
	const [first, ...rest] = groups.slice(FAMILIES_TOLD);
	if (!first) return groups;
	const symbols = [first, ...rest].flatMap((group) => group.symbols).sort();
	const [problem, ...problems] = first.problems;
	return [
		...groups.slice(0, FAMILIES_TOLD),
		{ symbols, problems: [problem, ...problems, ...rest.flatMap((group) => group.problems)] },
	];
}
