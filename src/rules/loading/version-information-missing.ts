import { sorted } from "../context/names.ts";
import { groupedBy, lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** Versions are asked of a library that has no version information at all: glibc warns and takes what is there. */
export default defineRule({
	id: "version-information-missing",
	title: "A library has no version information where the file needs versions",
	severity: "warning",
	rank: 405,
	check(context) {
		const groups = groupedBy(problemsMet(context, "version-information-missing"), ({ library }) => library);
		return [...groups].map(([library, problems]) => ({
			rule: "version-information-missing",
			severity: severityOf(problems[0], "warning"),
			message: `${library} carries no version information, although it was there at link time: the loader warns and takes any symbol of the right name`,
			about: [library],
			evidence: {
				library,
				neededBy: sorted(problems.map(({ object }) => object)),
				...lineOf(problems[0]),
			},
			remedies: [
				`ship the build of ${library} that the program was linked against, or rebuild against the one on the target`,
			],
		}));
	},
});
