import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The file's ABI note names a newer kernel than the one assumed. */
export default defineRule({
	id: "kernel-too-old",
	title: "The file needs a newer kernel",
	severity: "error",
	rank: 320,
	check(context) {
		return problemsMet(context, "kernel-too-old").map((problem) => ({
			rule: "kernel-too-old",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} is marked for Linux ${problem.needed.join(".")} or newer, which the glibc of ${targetWords(context)} checks when it loads it`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				needed: problem.needed.join("."),
				...lineOf(problem),
			},
			remedies: [
				"run it on a newer kernel",
				"take the mark out when the program does not depend on it: `strip --remove-section=.note.ABI-tag`",
			],
		}));
	},
});
