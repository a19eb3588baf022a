import { listed, sorted, spelled } from "../context/names.ts";
import { groupedBy, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The loader binds a symbol to another version than the one that was asked for, without a word. */
export default defineRule({
	id: "symbol-bound-elsewhere",
	title: "A symbol is bound to another version than the one it needs",
	severity: "warning",
	rank: 435,
	check(context) {
		const groups = groupedBy(
			problemsMet(context, "symbol-bound-elsewhere"),
			({ library, wanted, bound, object }) => `${object}\n${library}\n${wanted}\n${bound}`,
		);
		return [...groups.values()].map((problems) => {
			const [first] = problems;
			const symbols = sorted(problems.map(({ symbol }) => symbol));
			return {
				rule: "symbol-bound-elsewhere",
				severity: severityOf(first, "warning"),
				message: `${first.object} asks for ${spelled(symbols)} at version ${first.wanted}, but the loader of ${targetWords(context)} does not compare versions and takes ${first.bound} of ${first.library}: another implementation than the one it was built for`,
				about: symbols,
				evidence: {
					object: first.object,
					library: first.library,
					wanted: first.wanted,
					bound: first.bound,
					...listed("symbols", symbols),
				},
				remedies: [`rebuild against the ${first.library} that is on the target`],
			};
		});
	},
});
