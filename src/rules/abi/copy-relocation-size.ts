import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** The program keeps room for a copy of a library's variable, and the variable has another size by now. */
export default defineRule({
	id: "copy-relocation-size",
	title: "A variable that the program copies has another size on the target",
	severity: "error",
	rank: 445,
	check(context) {
		return problemsMet(context, "copy-relocation-size").map((problem) => ({
			rule: "copy-relocation-size",
			severity: severityOf(problem, problem.copiedBytes < problem.definedBytes ? "warning" : "info"),
			message: `${problem.object} has room for ${problem.copiedBytes} bytes of ${problem.symbol}, which takes ${problem.definedBytes} in ${problem.library}`,
			about: [problem.symbol],
			evidence: {
				object: problem.object,
				symbol: problem.symbol,
				library: problem.library,
				copiedBytes: problem.copiedBytes,
				definedBytes: problem.definedBytes,
				...lineOf(problem),
			},
			remedies: [`rebuild the program against the ${problem.library} of the target`],
		}));
	},
});
