import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The loader (or a script's interpreter) is there, but the kernel cannot use it. */
export default defineRule({
	id: "interpreter-unusable",
	title: "The program's loader is there but cannot be used",
	severity: "error",
	rank: 250,
	check(context) {
		return problemsMet(context, "interpreter-unusable").map(({ interpreter, because, line }) => ({
			rule: "interpreter-unusable",
			severity: "error",
			message: `${interpreter} is on ${targetWords(context)}, but cannot serve as the loader: ${because}`,
			about: [interpreter],
			evidence: { interpreter, because, ...lineOf({ line }) },
			remedies: [
				"put the right loader at this path: that of the program's own architecture, executable, from the base's libc package",
			],
		}));
	},
});
