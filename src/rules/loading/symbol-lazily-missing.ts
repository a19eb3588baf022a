import { symbolAdvice } from "../advice/symbols.ts";
import { listed, spelled } from "../context/names.ts";
import { lineOf } from "../context/problems.ts";
import { groupedSymbols, missingSymbols, type SymbolGroup, versionEvidence } from "../context/symbols.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** A function is missing that is looked for only when it is first called. */
export default defineRule({
	id: "symbol-lazily-missing",
	title: "A function that is bound at its first call is missing",
	severity: "warning",
	rank: 430,
	check(context) {
		return groupedSymbols(missingSymbols(context.load.problems, "when-called")).map((group) => {
			const [first] = group.problems;
			return {
				rule: "symbol-lazily-missing",
				severity: "warning",
				message: `${whatHappens(context, group)}: nothing on ${targetWords(context)} provides ${group.symbols.length === 1 ? "it" : "them"}`,
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

/** What is called on the way is called by functions that the file starts with (constructors). */
function whatHappens({ subject }: RuleContext, { symbols, problems }: SymbolGroup): string {
	const [{ object }] = problems;
	const isLibrary = subject.kind === "shared-library";
	const calls = `calls ${spelled(symbols)}`;
	const unread = problems.map(({ whileLoading }) => whileLoading).find((found) => found?.calls === "unread");
	if (problems.some(({ whileLoading }) => whileLoading?.calls === "surely")) {
		return `a constructor of ${object} ${calls} while it is ${isLibrary ? "opened" : "started"}`;
	}
	if (problems.some(({ whileLoading }) => whileLoading?.calls === "perhaps")) {
		return `${object} ends the process when it first ${calls}, and one of its constructors may do so, while it is ${isLibrary ? "opened" : "started"}`;
	}
	if (unread?.calls === "unread") {
		return `${object} ends the process when it first ${calls}; whether its constructors do so, while it is ${isLibrary ? "opened" : "started"}, could not be read (${unread.because})`;
	}
	return `${object} ${isLibrary ? "may be opened, but the process" : "starts, but"} ends when it first ${calls}`;
}
