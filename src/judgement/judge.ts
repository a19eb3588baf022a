import type { ClaimedMachine } from "../alternatives/claimed-machine.ts";
import type { WorkBudget } from "../budget/work-budget.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { ProcessEnvironment } from "../entrypoint/environment-steps.ts";
import type { MissingProgram } from "../entrypoint/missing-program.ts";
import { DEFAULT_PATH } from "../entrypoint/program-look-up.ts";
import type { RefusalLines } from "../entrypoint/starter-words.ts";
import type { ImageUser } from "../image/users/image-user.ts";
import type { Load, LoadRequest } from "../loader/load.ts";
import { loadSubject } from "../loader/load-subject.ts";
import type { ProgramFacts, SubjectKind } from "../program/program-facts.ts";
import type { RuleContext } from "../rules/rule.ts";
import type { LibcIdentity } from "../targets/libc-identity.ts";
import type { Target } from "../targets/target.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { dependencyTreeOf, resolvedLibraries } from "../verdict/dependency-tree.ts";
import type { TargetResult } from "../verdict/report.ts";
import { targetResult } from "../verdict/target-result.ts";
import { hostInRoot } from "./host-in-root.ts";
import type { LoadDetails } from "./input-judgement.ts";
import { type JudgedEnvironment, processEnvironment } from "./process-environment.ts";

/** One file to be judged. */
export interface JudgedFile {
	/** As reports and messages name it; relative paths are relative to `workingDirectory`. */
	readonly path: string;
	readonly kind: SubjectKind;
	readonly elf?: ElfFile;
	readonly program: ProgramFacts;
	readonly script?: NonNullable<RuleContext["subject"]["script"]>;
	/** Package of the image's own distribution that the file belongs to. */
	readonly ownedBy?: string;
	/** The image's runtime starts it, or what the runtime starts does. */
	readonly isStarted: boolean;
	/** See {@link Subject.user}. */
	readonly user?: string;
	/** See {@link Subject.lookedUpAs}. */
	readonly lookedUpAs?: string;
	/** See {@link Subject.calledAs}. */
	readonly calledAs?: string;
	/** See {@link Subject.refusalLines}. */
	readonly refusalLines?: RefusalLines;
	/** See {@link Subject.environment}. */
	readonly environment?: ProcessEnvironment;
	/** See {@link Subject.missing}. */
	readonly missing?: MissingProgram;
	/** See {@link Subject.claimedMachine}. */
	readonly claimedMachine?: ClaimedMachine;
}

/** A target with the file and its company in place. */
export interface Place extends JudgedEnvironment {
	readonly target: Target;
	readonly root: FileTree;
	readonly libcAt: (realPath: string) => LibcIdentity;
	/** What pays for the work. */
	readonly budget: WorkBudget;
	/** See {@link LoadRequest.company}. */
	readonly company?: FileTree;
	readonly workingDirectory: string;
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** The same file elsewhere, for remedies that name another base. */
	readonly elsewhere: (targetName: string) => Place | undefined;
	/** As whom an image's processes run; root when not said. */
	readonly user?: ImageUser;
	/** Whom a name means that something in the image changes to. */
	readonly userNamed: (user: string) => ImageUser | undefined;
	/** See {@link RuleContext.owningPackage}. */
	readonly owningPackage?: RuleContext["owningPackage"];
}

/** How a file's loads go, place by place. */
export type LoadIn = (place: Place) => Load;

/** A file's own loads, each done once: remedies ask how the file fares on other bases, and most of those are in the
 *  matrix anyway. */
export function loadsOf(file: JudgedFile): LoadIn {
	return rememberedByPlace((place) => loadSubject(loadRequest(file, place)));
}

/** Asks once for each place. */
export function rememberedByPlace(loadIn: LoadIn): LoadIn {
	const loads = new Map<string, Load>();
	return (place) => {
		const key = placeKey(place);
		const load = loads.get(key) ?? loadIn(place);
		loads.set(key, load);
		return load;
	};
}

/** Tells the places of one input apart. */
export function placeKey({ target }: Place): string {
	return `${target.name}\n${target.arch}`;
}

/** What one file meets in the places that it is asked about.
 *  @param details what results tell of the loads */
export function fileJudge(file: JudgedFile, loadIn: LoadIn, details?: LoadDetails): (place: Place) => TargetResult {
	return (place) => ({
		...targetResult({
			subject: file,
			target: place.target,
			root: place.root,
			load: loadIn(place),
			...searchPathOf(file, place),
			...(place.owningPackage === undefined ? {} : { owningPackage: place.owningPackage }),
			...(place.x86Level === undefined ? {} : { x86Level: place.x86Level }),
			outcomeOn: (name) => {
				const other = place.elsewhere(name);
				return other === undefined ? undefined : loadIn(other).outcome;
			},
		}),
		...detailsOf(loadIn(place), details),
	});
}

function detailsOf(load: Load, details: LoadDetails | undefined): Pick<TargetResult, "resolved" | "tree"> {
	if (details === undefined) return {};
	return details === "tree" ? { tree: dependencyTreeOf(load) } : { resolved: resolvedLibraries(load) };
}

function loadRequest(file: JudgedFile, place: Place): LoadRequest {
	const { host } = file.program;
	const ofBase = programOfBase(file, place);
	return {
		path: ofBase ?? file.path,
		root: place.root,
		libcAt: place.libcAt,
		budget: place.budget,
		machine: place.target.machine,
		workingDirectory: place.workingDirectory,
		...(place.company === undefined ? {} : { company: place.company }),
		...environmentOf(file, place),
		...(place.x86Level === undefined ? {} : { x86Level: place.x86Level }),
		...userOf(file, place),
		...(file.lookedUpAs === undefined ? {} : { lookedUpAs: file.lookedUpAs }),
		...(file.calledAs === undefined ? {} : { calledAs: file.calledAs }),
		...(file.refusalLines === undefined || !isOwnBase(place) ? {} : { refusalLines: file.refusalLines }),
		...(file.missing === undefined || ofBase !== undefined ? {} : { missingProgram: file.missing }),
		...(file.kind === "shared-library" && !file.isStarted
			? {
					mode: "dlopen",
					binding: host?.binding ?? "now",
					...(host === undefined ? {} : { hostProvides: hostInRoot(host.name, file.path, place) ?? host.provides }),
					...(host?.libraries === undefined ? {} : { hostLibraries: host.libraries }),
					...(host?.needs === undefined ? {} : { hostNeeds: host.needs }),
				}
			: { mode: "exec" }),
	};
}

/** What an image lacks, the base may have to which it moves. */
function programOfBase({ missing }: JudgedFile, { root, owningPackage, searchPath }: Place): string | undefined {
	if (missing?.obstacle.kind !== "nothing" || owningPackage === undefined) return undefined;
	const { word } = missing;
	const folders = searchPath ?? DEFAULT_PATH.split(":");
	const paths = word.includes("/") ? [word] : folders.map((folder) => `${folder}/${word}`);
	return paths.find((path) => {
		const found = path.startsWith("/") ? root.lookup(path) : undefined;
		return found?.found === true && found.entry.type === "file";
	});
}

function searchPathOf({ environment }: JudgedFile, place: Place): Pick<RuleContext, "searchPath"> {
	const { searchPath } = environment === undefined ? place : processEnvironment(environment.variables);
	return searchPath === undefined ? {} : { searchPath };
}

function environmentOf(
	{ environment: own }: JudgedFile,
	place: Place,
): Pick<LoadRequest, "environment" | "unknownVariables"> {
	const { environment } = own === undefined ? place : processEnvironment(own.variables);
	return {
		...(environment === undefined ? {} : { environment }),
		...(own === undefined ? {} : { unknownVariables: own.unknown }),
	};
}

/** On another base another shell speaks. */
function isOwnBase({ target }: Place): boolean {
	return target.name === "self";
}

/** A user whom nobody finds keeps the image from starting; its other files are judged as if root used them. */
function userOf(
	{ isStarted, user: changedTo }: JudgedFile,
	{ user, userNamed }: Place,
): Pick<LoadRequest, "credentials" | "userProblem"> {
	const changed = changedTo === undefined ? undefined : userNamed(changedTo);
	// Whoever changes the user says in words of its own that there is none.
	if (changed !== undefined && "uid" in changed) return { credentials: changed };
	if (user === undefined) return {};
	if ("uid" in user) return { credentials: user };
	return isStarted ? { userProblem: user } : {};
}
