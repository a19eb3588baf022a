import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The loader ignores a search path of the file; what is missing because of it is said by `library-missing`. */
export default defineRule({
	id: "search-path-dropped",
	title: "The loader ignores the file's own search path",
	severity: "info",
	rank: 640,
	check(context) {
		return problemsMet(context, "search-path-dropped").map(({ object, searchPath, because, line }) => ({
			rule: "search-path-dropped",
			severity: "info",
			message: `the search path ${searchPath} of ${object} is ignored on ${targetWords(context)}: ${because}`,
			about: [object],
			evidence: { object, searchPath, because, ...lineOf({ line }) },
			remedies: ["give it a path that every loader understands: `patchelf --set-rpath '$ORIGIN/../lib'`"],
		}));
	},
});
