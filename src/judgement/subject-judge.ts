import { Recent } from "../bytes/recent.ts";
import type { SubjectKind } from "../program/program-facts.ts";
import { notJudged } from "../rules/identity/not-judged.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { Subject } from "../subjects/subject.ts";
import { architectureOf, findArchitecture } from "../targets/architecture.ts";
import type { SubjectReport, TargetResult } from "../verdict/report.ts";
import { withArchive } from "./archive-place.ts";
import { asGiven } from "./given-name.ts";
import type { InputJudgement, LoadDetails } from "./input-judgement.ts";
import { placesOf } from "./input-places.ts";
import { fileJudge, type JudgedFile, type LoadIn, type Place } from "./judge.ts";
import { asLoadedBy } from "./library-load.ts";
import { linkLoads } from "./link-loads.ts";
import { identityOf, kindOf, scriptSummary } from "./subject-identity.ts";

/** Judges subjects of one input, one after the other. Places on targets are made once and shared. */
export function subjectJudge(judgement: InputJudgement): (subject: Subject) => SubjectReport {
	const places = placesOf(judgement);
	const loads = loadsOfSubjects();
	return (found) => {
		const { budget } = judgement.input;
		const subject = asGiven(found, judgement.input);
		const arch = archOf(subject, judgement);
		const kind = kindOf(subject);
		const resultOn = resultsOf({
			input: judgement.input,
			subject,
			kind,
			arch,
			places: (name) => places(name, arch),
			loads,
			loadDetails: judgement.loadDetails,
		});
		const results = budget.share(() =>
			judgement.targets.map((name) =>
				budget.attempt(
					() => resultOn(name),
					(reason) => budgetSpent(subject, name, arch, reason),
				),
			),
		);
		return { ...identityOf(subject, judgement.input, kind), results };
	};
}

function archOf({ content }: Subject, { arch, input }: InputJudgement): string {
	const own = content?.kind === "elf" ? architectureOf(content.elf) : undefined;
	return arch ?? own ?? imageArch(input) ?? "x86_64";
}

function imageArch({ image }: OpenedInput): string | undefined {
	if (image === undefined) return undefined;
	const { architecture, variant } = image;
	const exact = variant === undefined ? undefined : findArchitecture(`${architecture}/${variant}`);
	return (exact ?? findArchitecture(architecture))?.name;
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
		return (place) => {
			const load = own(place);
			if (load.outcome === "starts" && load.problems.length === 0) return load;
			const root = roots.get(loadedBy, () => loadsOf(judgedFile(loadedBy)));
			return asLoadedBy(root(place), subject.path, place.root) ?? load;
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
	readonly subject: Subject;
	readonly kind: SubjectKind;
	readonly arch: string;
	readonly places: (name: string) => Place | undefined;
	readonly loads: (subject: Subject) => LoadIn;
	readonly loadDetails: LoadDetails | undefined;
}

/** One file's answers, target by target. */
function resultsOf({
	input,
	subject,
	kind,
	arch,
	places,
	loads,
	loadDetails,
}: Question): (name: string) => TargetResult {
	const answered = answeredWithoutLoad(subject, kind);
	const judge = fileJudge(judgedFile(subject), loads(subject), loadDetails);
	return (name: string): TargetResult => {
		if (answered !== undefined) return { ...withoutLoad(name, arch), ...answered };
		const place = places(name);
		if (place === undefined) return noSuchImage(name, arch);
		return judge(subject.unpacked === undefined ? place : withArchive(place, subject.unpacked, input));
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
