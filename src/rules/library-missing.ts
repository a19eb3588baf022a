import { baseAdvice } from "./advice/bases.ts";
import { formerOwnerAdvice, formerOwnerClause, formerPackage } from "./advice/former-owner.ts";
import { libraryAdvice } from "./advice/packages.ts";
import { sorted } from "./context/names.ts";
import { groupedBy, lineOf, type ProblemOf, problemsMet, severityOf } from "./context/problems.ts";
import { targetWords } from "./context/target-words.ts";
import type { Finding } from "./finding.ts";
import { defineRule, type RuleContext } from "./rule.ts";

/** A library that is asked for by name is in none of the places where this loader looks. */
export default defineRule({
	id: "library-missing",
	title: "A needed library is not on the target",
	severity: "error",
	check(context) {
		const missing = groupedBy(problemsMet(context, "library-missing"), ({ library }) => library);
		return [...missing].map(([library, problems]) => findingFor(context, library, problems));
	},
});

function findingFor(
	context: RuleContext,
	library: string,
	problems: readonly [ProblemOf<"library-missing">, ...ProblemOf<"library-missing">[]],
): Finding {
	const [first] = problems;
	const ownedBy = formerPackage(context, library);
	const tried = first.steps.filter(({ outcome }) => outcome !== "found").map((step) => step.tried);
	return {
		rule: "library-missing",
		severity: severityOf(first, "warning"),
		message: `${library} is needed by ${first.object}, but is in none of the places where the loader of ${targetWords(context)} looks${formerOwnerClause(context, library)}`,
		about: [library],
		evidence: {
			library,
			neededBy: sorted(problems.map(({ object }) => object)),
			tried,
			...(ownedBy === undefined ? {} : { ownedBy }),
			...lineOf(first),
		},
		remedies: [
			...new Set([...formerOwnerAdvice(context, library), ...libraryAdvice(context, library), ...baseAdvice(context)]),
		],
	};
}
