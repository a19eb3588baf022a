import { Recent } from "../bytes/recent.ts";
import type { SubjectKind } from "../program/program-facts.ts";
import { notJudged } from "../rules/identity/not-judged.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";
import type { PassedOver, SubjectReport, TargetResult } from "../verdict/report.ts";
import { withArchive } from "./archive-placement.ts";
import { archsOf, deployedArch } from "./deployment.ts";
import { placedIn, withoutPrefix } from "./folder-prefix.ts";
import { asGiven } from "./given-name.ts";
import type { InputJudgement, LoadDetails } from "./input-judgement.ts";
import { placementsOf } from "./input-placements.ts";
import { fileJudge, type JudgedFile, type LoadIn, type Placement } from "./judge.ts";
import { asLoadedBy } from "./library-load.ts";
import { linkLoads } from "./link-loads.ts";
import { afterChoice, choiceIn, strayReason } from "./passed-over.ts";
import { identityOf, kindOf, scriptSummary } from "./subject-identity.ts";

/** Judges subjects of one input, one after the other. Placements on targets are made once and shared. */
export function subjectJudge(judgement: InputJudgement): (subject: Subject) => SubjectReport {
	const placements = placementsOf(judgement);
	const loads = loadsOfSubjects();
	const { input, targets } = judgement;
	const { budget } = input;
	const deployed = deployedArch(judgement);
	const placed = placedIn(judgement.prefix ?? "");
	const asReported = withoutPrefix(judgement.prefix ?? "");
	return (found) => {
		const given = asGiven(found, input);
		const subject = placed(given);
		const kind = kindOf(subject);
		const answersFor = (arch: string): readonly Answer[] => {
			const answerOn = answersOf({
				input,
				deployed,
				subject,
				kind,
				arch,
				placements: (name) => placements(name, arch),
				loads,
				loadDetails: judgement.loadDetails,
			});
			return targets.map((name) =>
				budget.attempt(
					() => answerOn(name),
					(reason) => ({ result: budgetSpent(subject, name, arch, reason) }),
				),
			);
		};
		const answers = budget.share(() => archsOf(subject, deployed).map(answersFor));
		return { ...identityOf(given, input, kind), ...answersByTarget(answers, targets, asReported) };
	};
}

/** What a subject meets on a target; or that nothing there has to do with it. */
type Answer = { readonly result: TargetResult } | { readonly passedOver: PassedOver };

/** Results under the names that the user gave; an alias says what it stands for. A file that is not for a target on any
 *  of several machines is so on the first of them. */
function answersByTarget(
	byArch: readonly (readonly Answer[])[],
	targets: readonly string[],
	asReported: (result: TargetResult) => TargetResult,
): Pick<SubjectReport, "results" | "notForTarget"> {
	const results: TargetResult[] = [];
	const notForTarget: PassedOver[] = [];
	for (const [index, name] of targets.entries()) {
		const answers = byArch.flatMap((answersOnOne) => answersOnOne[index] ?? []);
		const judged = answers.flatMap((answer) => ("result" in answer ? [asNamed(asReported(answer.result), name)] : []));
		const [first] = answers;
		if (judged.length > 0) results.push(...judged);
		else if (first !== undefined && "passedOver" in first) notForTarget.push(first.passedOver);
	}
	return { results, ...(notForTarget.length === 0 ? {} : { notForTarget }) };
}

function asNamed(result: TargetResult, name: string): TargetResult {
	return name === result.target ? result : { ...result, target: name, resolvedTarget: result.target };
}

/** Programs whose loads are kept for the libraries that they bring. */
const MOST_ROOTS = 64;

/** How a subject loads; a library that does not load on its own, as what brings it loads it. */
function loadsOfSubjects(): (subject: Subject) => LoadIn {
	const roots = new Recent<Subject, LoadIn>(MOST_ROOTS);
	const loadsOf = linkLoads();
	return (subject) => {
		const own = loadsOf(judgedFile(subject));
		const { loadedBy } = subject;
		if (loadedBy === undefined) return own;
		return (placement) => {
			const load = own(placement);
			if (load.outcome === "starts" && load.problems.length === 0) return load;
			const root = roots.get(loadedBy, () => loadsOf(judgedFile(loadedBy)));
			return asLoadedBy(root(placement), subject.path, placement.root) ?? load;
		};
	};
}

function judgedFile(subject: Subject): JudgedFile {
	const { content, program, ownedBy, user, missing, environment, lookedUpAs, calledAs, refusalLines } = subject;
	const elf = content?.kind === "elf" ? content.elf : undefined;
	const kind = kindOf(subject);
	return {
		path: openedPath(subject.path, kind),
		kind,
		program,
		isStarted: isStarted(subject),
		...(user === undefined ? {} : { user }),
		...(missing === undefined ? {} : { missing }),
		...(subject.claimedMachine === undefined ? {} : { claimedMachine: subject.claimedMachine }),
		...(environment === undefined ? {} : { environment }),
		...(lookedUpAs === undefined ? {} : { lookedUpAs }),
		...(calledAs === undefined ? {} : { calledAs }),
		...(refusalLines === undefined ? {} : { refusalLines }),
		...(elf === undefined ? {} : { elf }),
		...(content?.kind === "script" ? { script: scriptSummary(content) } : {}),
		...(ownedBy === undefined ? {} : { ownedBy }),
	};
}

/** The image's runtime starts it, or what the runtime starts does. */
function isStarted({ role }: Subject): boolean {
	return role === "entrypoint" || role === "command";
}

/** Hosts open plug-ins by path; a name without a slash would be looked for on the search path instead. */
function openedPath(path: string, kind: SubjectKind): string {
	return kind === "shared-library" && !path.includes("/") ? `./${path}` : path;
}

/** One file's question. */
interface Question {
	readonly input: OpenedInput;
	readonly deployed: string | undefined;
	readonly subject: Subject;
	readonly kind: SubjectKind;
	readonly arch: string;
	readonly placements: (name: string) => Placement | undefined;
	readonly loads: (subject: Subject) => LoadIn;
	readonly loadDetails: LoadDetails | undefined;
}

/** One file's answers, target by target. */
function answersOf(question: Question): (name: string) => Answer {
	const { input, subject, kind, arch, placements, loads, loadDetails } = question;
	const answered = answeredWithoutLoad(subject, kind);
	const stray = strayReason(subject, kind, question);
	const judge = fileJudge(judgedFile(subject), afterChoice(subject, loads(subject)), loadDetails);
	return (name) => {
		if (stray !== undefined) return { passedOver: { target: name, arch, because: stray } };
		if (answered !== undefined) return { result: { ...withoutLoad(name, arch), ...answered } };
		const placement = placements(name);
		if (placement === undefined) return { result: noSuchImage(name, arch) };
		const choice = choiceIn(subject, placement);
		if (choice.kind === "not-for-target") return { passedOver: { target: name, arch, because: choice.because } };
		return {
			result: judge(subject.unpacked === undefined ? placement : withArchive(placement, subject.unpacked, input)),
		};
	};
}

/** What needs no target to be answered. What an image starts is asked of the kernel, however malformed it is: a file
 *  that is cut short in its headers is refused. */
function answeredWithoutLoad(
	subject: Subject,
	kind: SubjectKind,
): Pick<TargetResult, "verdict" | "message"> | undefined {
	const { content, missing, unjudged } = subject;
	if (unjudged !== undefined) return { verdict: "unknown", message: unjudged };
	// Why it is not there is for the rules to say.
	if (missing !== undefined) return undefined;
	if (content?.kind === "malformed-elf" && !isStarted(subject))
		return { verdict: "unknown", message: content.error.message };
	return kind === "other-elf"
		? { verdict: "unknown", message: "it is neither a program nor a shared library" }
		: undefined;
}

/** What the rest of the work would have shown is not known. */
function budgetSpent({ path }: Subject, name: string, arch: string, reason: string): TargetResult {
	const finding = notJudged(`what happens to ${path} on ${name} cannot be told: ${reason}`, reason, [
		"judge the file with a larger --budget if it is what it is meant to be",
	]);
	return { ...withoutLoad(name, arch), verdict: "unknown", message: reason, findings: [finding] };
}

function noSuchImage(name: string, arch: string): TargetResult {
	const message =
		name === "self" ? "self is the image that is inspected, and this is none" : `${name} has no image for ${arch}`;
	return { ...withoutLoad(name, arch), verdict: "unknown", message };
}

function withoutLoad(target: string, arch: string): Omit<TargetResult, "verdict"> {
	return { target, arch, missing: { libraries: [], symbols: [], versions: [] }, findings: [] };
}
