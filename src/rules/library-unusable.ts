import { lineOf, problemsMet, severityOf } from "./context/problems.ts";
import { defineRule } from "./rule.ts";

/** The library is found, but this loader cannot load it. */
export default defineRule({
	id: "library-unusable",
	title: "A needed library is there but cannot be loaded",
	severity: "error",
	check(context) {
		return problemsMet(context, "library-unusable").map((problem) => ({
			rule: "library-unusable",
			severity: severityOf(problem, "warning"),
			message: `${problem.library} is found at ${problem.path}, but cannot be loaded: ${problem.because}`,
			about: [problem.library],
			evidence: {
				library: problem.library,
				path: problem.path,
				neededBy: problem.object,
				because: problem.because,
				...lineOf(problem),
			},
			remedies: [
				`ship a ${problem.library} of the same architecture as the program, or take the unusable ${problem.path} out of the search path`,
			],
		}));
	},
});
