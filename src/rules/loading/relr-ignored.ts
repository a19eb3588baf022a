import { problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The loader is older than DT_RELR: it leaves those relocations undone and the program dies of it. */
export default defineRule({
	id: "relr-ignored",
	title: "The loader ignores the packed relative relocations (DT_RELR)",
	severity: "error",
	rank: 415,
	check(context) {
		return problemsMet(context, "relr-ignored").map(({ object }) => ({
			rule: "relr-ignored",
			severity: "error",
			message: `${object} has packed relative relocations (DT_RELR), which the loader of ${targetWords(context)} is too old to apply: it says nothing, and the program crashes`,
			about: [object],
			evidence: { object },
			remedies: ["use a newer release of the base image", "rebuild with `-Wl,-z,nopack-relative-relocs`"],
		}));
	},
});
