import { rebuildAdvice } from "./advice/rebuild.ts";
import { lineOf, problemsMet, severityOf } from "./context/problems.ts";
import { targetWords } from "./context/target-words.ts";
import { defineRule } from "./rule.ts";

/** The start ends in a signal, without a word from the loader. */
export default defineRule({
	id: "crash",
	title: "The program crashes before it starts",
	severity: "error",
	check(context) {
		return problemsMet(context, "crash").map((problem) => ({
			rule: "crash",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} crashes while it is loaded on ${targetWords(context)}: ${problem.because}`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				because: problem.because,
				...lineOf(problem),
			},
			remedies: rebuildAdvice(context),
		}));
	},
});
