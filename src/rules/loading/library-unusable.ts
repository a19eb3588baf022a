import { type ForeignLibrary, foreignLibrary } from "../../tree/foreign-library.ts";
import { libraryInstead } from "../advice/foreign.ts";
import { machineWord } from "../context/machine.ts";
import { lineOf, type ProblemOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

type Unusable = ProblemOf<"library-unusable">;

/** The library is found, but this loader cannot load it. */
export default defineRule({
	id: "library-unusable",
	title: "A needed library is there but cannot be loaded",
	severity: "error",
	rank: 310,
	check(context) {
		return problemsMet(context, "library-unusable").map((problem) => {
			const machine = otherMachine(context, problem);
			const foreign = foreignAt(context, problem.path);
			return {
				rule: "library-unusable",
				severity: severityOf(problem, "warning"),
				message: [
					whatIsUnusable(context, problem),
					...processors(context, machine),
					...(foreign === undefined ? [] : [`it is ${foreign.what}`]),
				].join("; "),
				about: [problem.library],
				evidence: {
					library: problem.library,
					path: problem.path,
					neededBy: problem.object,
					because: problem.because,
					...(machine === undefined ? {} : { machine }),
					...(foreign === undefined ? {} : { content: foreign.kind }),
					...lineOf(problem),
				},
				remedies: remediesFor(context, problem, machine, foreign),
			};
		});
	},
});

/** Whether it is the library that is asked about, and not one that it needs. */
function isSubject({ subject }: RuleContext, { path }: Unusable): boolean {
	return path === subject.path;
}

function whatIsUnusable(context: RuleContext, problem: Unusable): string {
	const { library, path, because } = problem;
	if (isSubject(context, problem)) return `${path} cannot be loaded on ${targetWords(context)}: ${because}`;
	return `${library} is found at ${path}, but cannot be loaded: ${because}`;
}

function processors(context: RuleContext, machine: string | undefined): readonly string[] {
	if (machine === undefined) return [];
	return [`it is for ${machine}, and the loader for ${machineWord(loaderMachine(context))}`];
}

/** The machine of the file, where that is not the loader's. */
function otherMachine(context: RuleContext, problem: Unusable): string | undefined {
	const machine = isSubject(context, problem) ? context.subject.elf?.machine : machineAt(context, problem.path);
	return machine === undefined || machine === loaderMachine(context) ? undefined : machineWord(machine);
}

/** A base of the user's own says itself for which processor its loader is. */
function loaderMachine(context: RuleContext): number {
	const [loader] = context.target.loaders ?? [];
	return (loader && machineAt(context, loader.path)) ?? context.target.machine;
}

function machineAt({ root }: RuleContext, path: string): number | undefined {
	const found = root.lookup(path);
	const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
	return content?.kind === "elf" ? content.elf.machine : undefined;
}

/** What the file is, where it is no ELF file. */
function foreignAt({ root }: RuleContext, path: string): ForeignLibrary | undefined {
	const found = root.lookup(path);
	return found.found && found.entry.type === "file" ? foreignLibrary(found.entry) : undefined;
}

function remediesFor(
	context: RuleContext,
	problem: Unusable,
	machine: string | undefined,
	foreign: ForeignLibrary | undefined,
): readonly string[] {
	if (foreign !== undefined) return libraryInstead(foreign.kind);
	return isSubject(context, problem) ? subjectRemedies(context, machine) : libraryRemedies(problem);
}

function subjectRemedies(context: RuleContext, machine: string | undefined): readonly string[] {
	if (machine !== undefined) return [`ship the build for ${machineWord(loaderMachine(context))}`];
	return ["rebuild it or copy it again: no program can load the file as it is"];
}

function libraryRemedies({ library, path, because }: Unusable): readonly string[] {
	if (/page-aligned|properly aligned|page-size/.test(because)) return CHANGED_BY_A_TOOL;
	return [
		`ship a ${library} of the same architecture as the program, or take the unusable ${path} out of the search path`,
	];
}

/** Sources: NixOS/patchelf#492, pypa/auditwheel#716. On the file as it is, patchelf changes nothing about it (tried with
 *  0.14.3). */
const CHANGED_BY_A_TOOL = [
	"take the file as it was built, and change it anew: a tool has moved its segments, and none puts them right afterwards",
	"strip it before patchelf, never behind; and let patchelf keep to the largest page: `patchelf --page-size 65536`",
];
