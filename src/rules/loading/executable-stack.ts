import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** A library requires an executable stack, which this loader does not grant. */
export default defineRule({
	id: "executable-stack",
	title: "The file requires an executable stack",
	severity: "error",
	rank: 500,
	check(context) {
		return problemsMet(context, "executable-stack").map((problem) => ({
			rule: "executable-stack",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} requires an executable stack: ${problem.because}`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				because: problem.because,
				...lineOf(problem),
			},
			remedies: [
				"if nothing in it runs code from the stack, clear the mark: `patchelf --clear-execstack` (patchelf 0.18 and later; Debian 12 has an older one)",
				'rebuild it: assembly files need `.section .note.GNU-stack,"",@progbits`, C code must not use nested functions',
			],
		}));
	},
});
