import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A package brings a file for each of several platforms, and none for this one. */
export default defineRule({
	id: "no-build-for-target",
	title: "None of several builds is for the target",
	severity: "error",
	rank: 140,
	check(context) {
		return problemsMet(context, "no-build-for-target").map(({ name, platform, remedies, line, what }) => ({
			rule: "no-build-for-target",
			severity: "error",
			message: `${name} ${what ?? `ships no build for ${platform}`}, which ${targetWords(context)} is`,
			about: [name],
			evidence: { name, platform, ...lineOf({ line }) },
			remedies,
		}));
	},
});
