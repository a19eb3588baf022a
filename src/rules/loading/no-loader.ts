import { baseAdvice } from "../advice/bases.ts";
import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** A library needs a host program with a loader, and the target can have none. */
export default defineRule({
	id: "no-loader",
	title: "The target has no loader that could open the library",
	severity: "error",
	rank: 260,
	check(context) {
		return problemsMet(context, "no-loader").map(({ because, line }) => ({
			rule: "no-loader",
			severity: "error",
			message: `nothing on ${targetWords(context)} can load it: ${because}`,
			evidence: { because, ...lineOf({ line }) },
			remedies: remediesFor(context),
		}));
	},
});

/** What is opened by a program cannot be made static: it needs the base that the program needs. */
function remediesFor(context: RuleContext): readonly string[] {
	const { host } = context.subject.program;
	const opener = host === undefined ? "the program that opens it" : `${host.name}, which opens it`;
	return [
		`put it on the base of ${opener}: a library is of no use where no program can load it`,
		...baseAdvice(context),
	];
}
