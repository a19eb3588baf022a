import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** The file wants a newer processor than x86-64's baseline; glibc checks it at load time. */
export default defineRule({
	id: "isa-level",
	title: "The file wants a newer x86-64 level than the processor may have",
	severity: "error",
	rank: 330,
	check(context) {
		return problemsMet(context, "isa-level").map((problem) => ({
			rule: "isa-level",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} is marked for x86-64-v${problem.needed}: on a processor below that level it does not start`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				needed: problem.needed,
				...lineOf(problem),
			},
			remedies: [
				"rebuild for the baseline: `-march=x86-64` (and not `-z x86-64-v2`, `-v3` or `-v4`)",
				`run it only on processors of level x86-64-v${problem.needed}`,
			],
		}));
	},
});
