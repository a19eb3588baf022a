import { baseAdvice } from "./advice/bases.ts";
import { rebuildAdvice } from "./advice/rebuild.ts";
import { lineOf, problemsMet } from "./context/problems.ts";
import { targetWords } from "./context/target-words.ts";
import { defineRule } from "./rule.ts";

/** A library needs a host program with a loader, and the target can have none. */
export default defineRule({
	id: "no-loader",
	title: "The target has no loader that could open the library",
	severity: "error",
	check(context) {
		return problemsMet(context, "no-loader").map(({ because, line }) => ({
			rule: "no-loader",
			severity: "error",
			message: `nothing on ${targetWords(context)} can load it: ${because}`,
			evidence: { because, ...lineOf({ line }) },
			remedies: [...rebuildAdvice(context), ...baseAdvice(context)],
		}));
	},
});
