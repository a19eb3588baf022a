import { baseAdvice } from "../advice/bases.ts";
import { type Elsewhere, elsewhereAdvice, foundElsewhere } from "../advice/elsewhere.ts";
import { owningPackageAdvice, owningPackageClause, owningPackageName } from "../advice/owning-package.ts";
import { libraryAdvice } from "../advice/packages.ts";
import { preloadAdvice } from "../advice/preload.ts";
import { rebuildAdvice } from "../advice/rebuild.ts";
import { isForeign, loaderOf } from "../context/libc.ts";
import { sorted } from "../context/names.ts";
import { isMuslLibc } from "../context/objects.ts";
import { groupedBy, lineOf, type ProblemOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** A library that is asked for by name is in none of the places where this loader looks. */
export default defineRule({
	id: "library-missing",
	title: "A needed library is not on the target",
	severity: "error",
	rank: 300,
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
	const { preloadedFrom } = first;
	const ownedBy = owningPackageName(context, library);
	const elsewhere = preloadedFrom === undefined ? foundElsewhere(context, library) : undefined;
	const tried = first.steps.filter(({ outcome }) => outcome !== "found").map((step) => step.tried);
	return {
		rule: "library-missing",
		severity: severityOf(first, "warning"),
		message:
			preloadedFrom === undefined
				? messageFor(context, library, first.object, elsewhere)
				: `${preloadedFrom} names ${library}, which ${targetWords(context)} does not have there: the loader says so and goes on without it`,
		about: [library],
		evidence: {
			library,
			neededBy: sorted(problems.map(({ object }) => object)),
			tried,
			...(ownedBy === undefined ? {} : { ownedBy }),
			...(elsewhere === undefined ? {} : { foundAt: elsewhere.path }),
			...(preloadedFrom === undefined ? {} : { preloadedFrom }),
			...lineOf(first),
		},
		remedies:
			preloadedFrom === undefined
				? remediesFor(context, library, elsewhere)
				: preloadAdvice(context, library, preloadedFrom),
	};
}

function remediesFor(context: RuleContext, library: string, elsewhere: Elsewhere | undefined): readonly string[] {
	if (elsewhere !== undefined) return elsewhereAdvice(context, elsewhere);
	return [
		...new Set([
			...foreignAdvice(context),
			...owningPackageAdvice(context, library),
			...libraryAdvice(context, library),
			...baseAdvice(context),
		]),
	];
}

function messageFor(context: RuleContext, library: string, object: string, elsewhere: Elsewhere | undefined): string {
	if (isMuslLibc(library) && loaderOf(context) === "glibc") {
		return `${library} is musl itself: ${object} is built for musl, and ${targetWords(context)} has glibc`;
	}
	if (elsewhere !== undefined) {
		return `${object} needs ${library}, which is there as ${elsewhere.path}, where its loader does not look`;
	}
	return `${object} needs ${library}, which ${targetWords(context)} does not have${owningPackageClause(context, library)}`;
}

/** A plug-in for the other C library: one for this one is to be had, and a package for what it lacks does not help. */
function foreignAdvice(context: RuleContext): Finding["remedies"] {
	return isForeign(context) ? rebuildAdvice(context) : [];
}
