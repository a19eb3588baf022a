import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The loader would have to write into the file's code. */
export default defineRule({
	id: "text-relocations",
	title: "The loader must change the file's code (text relocations)",
	severity: "error",
	rank: 510,
	check(context) {
		return problemsMet(context, "text-relocations").map((problem) => ({
			rule: "text-relocations",
			severity: severityOf(problem, "info"),
			message: problem.fatal
				? `${problem.object} has relocations in its code, which the loader of ${targetWords(context)} does not apply`
				: `${problem.object} has relocations in its code: a kernel that forbids writable code (SELinux, systemd's MemoryDenyWriteExecute) refuses it`,
			about: [problem.object],
			evidence: { object: problem.object, ...lineOf(problem) },
			remedies: ["rebuild it as position-independent code: `-fPIC`, and assembly likewise"],
		}));
	},
});
