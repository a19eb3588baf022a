import { baseAdvice, gcompatAdvice, gcompatFallsShort } from "../advice/bases.ts";
import { multilibAdvice } from "../advice/multilib.ts";
import { rebuildAdvice } from "../advice/rebuild.ts";
import { loaderOf } from "../context/libc.ts";
import { sorted, spelled } from "../context/names.ts";
import { isGlibcLoader, isMuslLoader } from "../context/objects.ts";
import { lineOf, ofKind, problemsMet } from "../context/problems.ts";
import { missingSymbols } from "../context/symbols.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** The program names a loader that the target does not have. */
export default defineRule({
	id: "interpreter-missing",
	title: "The program's loader is not on the target",
	severity: "error",
	rank: 230,
	check(context) {
		if (context.subject.kind === "script") return [];
		return problemsMet(context, "interpreter-missing").map(({ interpreter, errno, line }) => ({
			rule: "interpreter-missing",
			severity: "error",
			message: `${context.subject.path} needs ${loaderWords(interpreter)}, which ${targetWords(context)} does not have: the kernel reports "no such file or directory" although the program exists`,
			about: [interpreter],
			evidence: { interpreter, errno, ...lineOf({ line }) },
			remedies: remediesFor(context, interpreter),
		}));
	},
});

function loaderWords(interpreter: string): string {
	const owner = isMuslLoader(interpreter) ? "musl's" : isGlibcLoader(interpreter) ? "glibc's" : "the";
	return `${owner} loader ${interpreter}`;
}

function remediesFor(context: RuleContext, interpreter: string): Finding["remedies"] {
	const gcompat = gcompatFallsShort(context)
		? [`gcompat or a /lib64 symlink will not help: ${alsoLacking(context)}`]
		: [];
	return [
		...multilibAdvice(context),
		...misplacedAdvice(context, interpreter),
		...rebuildAdvice(context),
		...gcompatAdvice(context),
		...baseAdvice(context),
		...gcompat,
	];
}

/** What a loader at that path would miss next, in few words. */
function alsoLacking(context: RuleContext): string {
	const { behind } = context.load;
	const libraries = sorted(ofKind(behind, "library-missing").map(({ library }) => library)).filter(
		(library) => !isGlibcLoader(library) && !isMuslLoader(library),
	);
	const symbols = missingSymbols(behind, "at-start").length;
	const missing = [
		...(libraries.length > 0 ? [spelled(libraries)] : []),
		...(symbols > 0 ? [symbols === 1 ? "one symbol" : `${symbols} symbols`] : []),
	];
	return missing.length === 0
		? "the program fails with them, too"
		: `${targetWords(context)} also lacks ${missing.join(" and ")}`;
}

/** Where glibc's loader of an architecture is by convention. */
const CONVENTIONAL = /^\/(lib|lib32|lib64|libx32)\/[^/]+$/;

/** A loader path of a package manager's own store, or a merged one, exists only where the program was built. */
function misplacedAdvice(context: RuleContext, interpreter: string): Finding["remedies"] {
	if (CONVENTIONAL.test(interpreter) || loaderOf(context) === "none") return [];
	const name = interpreter.slice(interpreter.lastIndexOf("/") + 1);
	const place = isMuslLoader(name) ? `/lib/${name}` : `the usual place of ${name}`;
	return [`its loader path exists only on the build machine: set it to ${place} with \`patchelf --set-interpreter\``];
}
