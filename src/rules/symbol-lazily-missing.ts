import { symbolAdvice } from "./advice/symbols.ts";
import { listed, spelled } from "./context/names.ts";
import { lineOf } from "./context/problems.ts";
import { groupedSymbols, missingSymbols, versionEvidence } from "./context/symbols.ts";
import { targetWords } from "./context/target-words.ts";
import { defineRule } from "./rule.ts";

/** A function is missing that is looked for only when it is first called. */
export default defineRule({
	id: "symbol-lazily-missing",
	title: "A function is missing that is looked for when it is first called",
	severity: "warning",
	check(context) {
		return groupedSymbols(missingSymbols(context.load.problems, "when-called")).map((group) => {
			const [first] = group.problems;
			return {
				rule: "symbol-lazily-missing",
				severity: "warning",
				message: `${first.object} ${context.subject.kind === "shared-library" ? "may be opened, but the process" : "starts, but"} ends when it first calls ${spelled(group.symbols)}: nothing on ${targetWords(context)} provides ${group.symbols.length === 1 ? "it" : "them"}`,
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
		});
	},
});
