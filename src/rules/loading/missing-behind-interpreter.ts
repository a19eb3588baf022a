import { owningPackageName, owningPackagesClause } from "../advice/owning-package.ts";
import { libraryAdvice } from "../advice/packages.ts";
import { listed, sorted, spelled } from "../context/names.ts";
import { ofKind } from "../context/problems.ts";
import { groupedSymbols, missingSymbols } from "../context/symbols.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** What would still be missing if the loader were there: what a link at its path or a compatibility layer leads to. */
export default defineRule({
	id: "missing-behind-interpreter",
	title: "More is missing behind the missing loader",
	severity: "info",
	rank: 620,
	check(context) {
		return [...librariesBehind(context), ...symbolsBehind(context), ...versionsBehind(context)];
	},
});

const BEHIND = "with a loader at that path";

function librariesBehind(context: RuleContext): readonly Finding[] {
	const libraries = sorted(ofKind(context.load.behind, "library-missing").map(({ library }) => library));
	if (libraries.length === 0) return [];
	return [
		info(
			`${BEHIND}, ${spelled(libraries)} would be missing next${owningPackagesClause(context, libraries)}`,
			libraries,
			{ ...listed("libraries", libraries), ...ownersOf(context, libraries) },
			[...new Set(libraries.slice(0, 4).flatMap((library) => libraryAdvice(context, library).slice(0, 1)))],
		),
	];
}

/** Packages of the base that the program leaves, by library. */
function ownersOf(context: RuleContext, libraries: readonly string[]): Finding["evidence"] {
	const owners = libraries.flatMap((library) => {
		const owner = owningPackageName(context, library);
		return owner === undefined ? [] : [[library, owner] as const];
	});
	return owners.length === 0 ? {} : { ownedBy: Object.fromEntries(owners) };
}

function symbolsBehind(context: RuleContext): readonly Finding[] {
	const missing = missingSymbols(context.load.behind, "at-start");
	if (missing.length === 0) return [];
	const symbols = sorted(missing.map(({ symbol }) => symbol));
	const families = sorted(groupedSymbols(missing).flatMap(({ family }) => (family ? [family.id] : [])));
	return [
		info(
			`${BEHIND}, ${symbols.length === 1 ? "the symbol" : `${symbols.length} symbols:`} ${spelled(symbols)} would be missing`,
			symbols,
			{ ...listed("symbols", symbols), ...(families.length > 0 ? { families } : {}) },
			[],
		),
	];
}

function versionsBehind(context: RuleContext): readonly Finding[] {
	const versions = ofKind(context.load.behind, "version-missing").filter(({ weak }) => !weak);
	const names = sorted(versions.map(({ version }) => version));
	return names.length === 0
		? []
		: [info(`${BEHIND}, ${spelled(names)} would be missing`, names, listed("versions", names), [])];
}

function info(
	message: string,
	about: readonly string[],
	evidence: Finding["evidence"],
	remedies: Finding["remedies"],
): Finding {
	return { rule: "missing-behind-interpreter", severity: "info", message, about, evidence, remedies };
}
