import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** The program wants its own copy of data that the library keeps for itself. */
export default defineRule({
	id: "copy-relocation-protected",
	title: "The program copies data that the library protects",
	severity: "error",
	rank: 440,
	check(context) {
		return problemsMet(context, "copy-relocation-protected").map((problem) => ({
			rule: "copy-relocation-protected",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} was linked to copy ${problem.symbol} out of ${problem.library}, where it is protected: program and library would each see their own`,
			about: [problem.symbol],
			evidence: {
				object: problem.object,
				symbol: problem.symbol,
				library: problem.library,
				...lineOf(problem),
			},
			remedies: ["rebuild the program as position-independent code: `-fPIE -pie`, or `-mno-direct-extern-access`"],
		}));
	},
});
