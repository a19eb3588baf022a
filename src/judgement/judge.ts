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

/** A target with the file and its siblings laid over it. */
export interface Placement extends JudgedEnvironment {
	readonly target: Target;
	readonly root: FileTree;
	readonly libcAt: (realPath: string) => LibcIdentity;
	/** What pays for the work. */
	readonly budget: WorkBudget;
	/** See {@link LoadRequest.siblings}. */
	readonly siblings?: FileTree;
	readonly workingDirectory: string;
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** The same file elsewhere, for remedies that name another base. */
	readonly elsewhere: (targetName: string) => Placement | undefined;
	/** As whom an image's processes run; root when not said. */
	readonly user?: ImageUser;
	/** Whom a name means that something in the image changes to. */
	readonly userNamed: (user: string) => ImageUser | undefined;
	/** See {@link RuleContext.owningPackage}. */
	readonly owningPackage?: RuleContext["owningPackage"];
}

/** How a file's loads go, place by place. */
export type LoadIn = (placement: Placement) => Load;

/** A file's own loads, each done once: remedies ask how the file fares on other bases, and most of those are in the
 *  matrix anyway. */
export function loadsOf(file: JudgedFile): LoadIn {
	return rememberedByPlacement((placement) => loadSubject(loadRequest(file, placement)));
}

/** Asks once for each place. */
export function rememberedByPlacement(loadIn: LoadIn): LoadIn {
	const loads = new Map<string, Load>();
	return (placement) => {
		const key = placementKey(placement);
		const load = loads.get(key) ?? loadIn(placement);
		loads.set(key, load);
		return load;
	};
}

/** Tells the places of one input apart. */
export function placementKey({ target }: Placement): string {
	return `${target.name}\n${target.arch}`;
}

/** What one file meets in the places that it is asked about.
 *  @param details what results tell of the loads */
export function fileJudge(
	file: JudgedFile,
	loadIn: LoadIn,
	details?: LoadDetails,
): (placement: Placement) => TargetResult {
	return (placement) => ({
		...targetResult({
			subject: file,
			target: placement.target,
			root: placement.root,
			load: loadIn(placement),
			...searchPathOf(file, placement),
			...(placement.owningPackage === undefined ? {} : { owningPackage: placement.owningPackage }),
			...(placement.x86Level === undefined ? {} : { x86Level: placement.x86Level }),
			outcomeOn: (name) => {
				const other = placement.elsewhere(name);
				return other === undefined ? undefined : loadIn(other).outcome;
			},
		}),
		...detailsOf(loadIn(placement), details),
	});
}

function detailsOf(load: Load, details: LoadDetails | undefined): Pick<TargetResult, "resolved" | "tree"> {
	if (details === undefined) return {};
	return details === "tree" ? { tree: dependencyTreeOf(load) } : { resolved: resolvedLibraries(load) };
}

function loadRequest(file: JudgedFile, placement: Placement): LoadRequest {
	const { host } = file.program;
	const ofBase = programOfBase(file, placement);
	return {
		path: ofBase ?? file.path,
		root: placement.root,
		libcAt: placement.libcAt,
		budget: placement.budget,
		machine: placement.target.machine,
		workingDirectory: placement.workingDirectory,
		...(placement.siblings === undefined ? {} : { siblings: placement.siblings }),
		...environmentOf(file, placement),
		...(placement.x86Level === undefined ? {} : { x86Level: placement.x86Level }),
		...userOf(file, placement),
		...(file.lookedUpAs === undefined ? {} : { lookedUpAs: file.lookedUpAs }),
		...(file.calledAs === undefined ? {} : { calledAs: file.calledAs }),
		...(file.refusalLines === undefined || !isOwnBase(placement) ? {} : { refusalLines: file.refusalLines }),
		...(file.missing === undefined || ofBase !== undefined ? {} : { missingProgram: file.missing }),
		...(file.kind === "shared-library" && !file.isStarted
			? {
					mode: "dlopen",
					binding: host?.binding ?? "now",
					...(host === undefined ? {} : { hostProvides: hostInRoot(host.name, file.path, placement) ?? host.provides }),
					...(host?.libraries === undefined ? {} : { hostLibraries: host.libraries }),
					...(host?.needs === undefined ? {} : { hostNeeds: host.needs }),
				}
			: { mode: "exec" }),
	};
}

/** What an image lacks, the base may have to which it moves. */
function programOfBase({ missing }: JudgedFile, { root, owningPackage, searchPath }: Placement): string | undefined {
	if (missing?.obstacle.kind !== "nothing" || owningPackage === undefined) return undefined;
	const { word } = missing;
	const folders = searchPath ?? DEFAULT_PATH.split(":");
	const paths = word.includes("/") ? [word] : folders.map((folder) => `${folder}/${word}`);
	return paths.find((path) => {
		const found = path.startsWith("/") ? root.lookup(path) : undefined;
		return found?.found === true && found.entry.type === "file";
	});
}

function searchPathOf(
	{ environment }: JudgedFile,
	placement: Placement,
): Pick<RuleContext, "searchPath" | "variables"> {
	const { searchPath, variables } = environment === undefined ? placement : processEnvironment(environment.variables);
	return { ...(searchPath === undefined ? {} : { searchPath }), ...(variables === undefined ? {} : { variables }) };
}

function environmentOf(
	{ environment: own }: JudgedFile,
	placement: Placement,
): Pick<LoadRequest, "environment" | "unknownVariables"> {
	const { environment } = own === undefined ? placement : processEnvironment(own.variables);
	return {
		...(environment === undefined ? {} : { environment }),
		...(own === undefined ? {} : { unknownVariables: own.unknown }),
	};
}

/** On another base another shell speaks. */
function isOwnBase({ target }: Placement): boolean {
	return target.name === "self";
}

/** A user whom nobody finds keeps the image from starting; its other files are judged as if root used them. */
function userOf(
	{ isStarted, user: changedTo }: JudgedFile,
	{ user, userNamed }: Placement,
): Pick<LoadRequest, "credentials" | "userProblem"> {
	const changed = changedTo === undefined ? undefined : userNamed(changedTo);
	// Whoever changes the user says in words of its own that there is none.
	if (changed !== undefined && "uid" in changed) return { credentials: changed };
	if (user === undefined) return {};
	if ("uid" in user) return { credentials: user };
	return isStarted ? { userProblem: user } : {};
}
