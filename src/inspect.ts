import type { ProgressStep } from "./input/input-context.ts";
import { InputError } from "./input/input-error.ts";
import { openInput } from "./input/open-input.ts";
import type { OpenedInput } from "./input/opened-input.ts";
import { discoverSubjects } from "./input/subjects/discover-subjects.ts";
import { examineFile } from "./input/subjects/examination.ts";
import type { Subject } from "./input/subjects/subject.ts";
import { adviceAfterGate, adviceFromMatrix, type JudgedInput, matrixTargets } from "./judgement/advice.ts";
import { inputComplaints } from "./judgement/input-complaints.ts";
import type { InputJudgement } from "./judgement/input-judgement.ts";
import { subjectJudge } from "./judgement/judge-input.ts";
import { isOwnTarget, type OwnTarget, openOwnTarget } from "./judgement/own-targets.ts";
import { rememberingSource, type TargetSource } from "./judgement/target-choice.ts";
import { checkTargetName, findTarget } from "./targets/find-target.ts";
import { gateOf, isIncomplete } from "./verdict/gate.ts";
import type { Diagnostic, Gate, Report, SubjectReport } from "./verdict/report.ts";
import { summaryOf } from "./verdict/summary.ts";
import { VERSION } from "./version.ts";

/** What to inspect, and for which targets. */
export interface InspectRequest {
	/** Files, folders, images, `-`; with or without a scheme. */
	readonly subjects: readonly string[];
	/** Named targets make a gate; without them the report is a matrix over the default set. */
	readonly targets?: readonly string[];
	readonly failOn?: "error" | "warning" | "never";
	/** Architecture of the targets; by default each file's own. */
	readonly arch?: string;
	/** Pick from multi-platform images: `linux/arm64`. */
	readonly platform?: string;
	/** Ship a single file without what stands around it. */
	readonly alone?: boolean;
	/** Judge the distribution's own files, too. */
	readonly all?: boolean;
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** Folder in which facts of compressed layers are remembered. */
	readonly cache?: string;
	/** Files whose path this refuses are not judged. */
	readonly skip?: (path: string) => boolean;
	readonly onProgress?: (step: ProgressStep) => void;
	/** An input is open: what follows is to judge its files. */
	readonly onOpened?: () => void;
}

/** Inspects every subject and puts the answers together. Inputs that cannot be read become diagnostics; the others
 *  still get their answer.
 *  Errors: UnknownTargetError for a target that does not exist, before anything is read. */
export async function inspect(request: InspectRequest): Promise<Report> {
	const own = await openOwnTargets(request);
	const targetSource = rememberingSource((name, arch) => own.get(name)?.source(name, arch) ?? findTarget(name, arch));
	const diagnostics: Diagnostic[] = [];
	let judged: readonly HeldInput[] = [];
	for (const spec of request.subjects) {
		for (const input of await openOrReport(spec, request, diagnostics)) {
			request.onOpened?.();
			const answers = judgeInput(input, request, targetSource);
			diagnostics.push(...input.diagnostics, ...inputComplaints(input, answers.subjects.length));
			judged = heldWhileFew([...judged, { ...answers, close: () => input.close() }]);
		}
	}
	for (const target of own.values()) diagnostics.push(...target.diagnostics);
	const report = reportOf(request, judged, diagnostics, targetSource);
	for (const { close } of judged) close();
	return report;
}

/** The answers for an input that is still open: the recommendation may ask it about other bases. */
interface HeldInput extends JudgedInput {
	readonly close: () => void;
}

/** Closes all inputs once they have too many subjects, all together, to be asked again. */
function heldWhileFew(inputs: readonly HeldInput[]): readonly HeldInput[] {
	const count = inputs.reduce((sum, { subjects }) => sum + subjects.length, 0);
	if (count <= MOST_ASKED_AGAIN) return inputs;
	for (const { close } of inputs) close();
	return inputs.map(({ subjects }) => ({ subjects, close: () => {} }));
}

/** The user's own targets, by path; the others are only looked up, and `self` belongs to each input. */
async function openOwnTargets(request: InspectRequest): Promise<ReadonlyMap<string, OwnTarget>> {
	const own = new Map<string, OwnTarget>();
	for (const name of request.targets ?? []) {
		if (name === "self") continue;
		if (isOwnTarget(name)) own.set(name, await openOwnTarget(name, request.platform));
		else checkTargetName(name);
	}
	return own;
}

async function openOrReport(
	spec: string,
	request: InspectRequest,
	diagnostics: Diagnostic[],
): Promise<readonly OpenedInput[]> {
	const { platform, cache, onProgress } = request;
	try {
		return await openInput(spec, {
			...(platform === undefined ? {} : { platform }),
			...(cache === undefined ? {} : { cache }),
			...(onProgress === undefined ? {} : { onProgress }),
			examine: examineFile,
		});
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		diagnostics.push({ severity: "error", source: spec, message: error.message });
		return [];
	}
}

function judgeInput(input: OpenedInput, request: InspectRequest, targetSource: TargetSource): JudgedInput {
	const chosen = chosenSubjects(input, request);
	const first = firstOf(chosen, MOST_ASKED_AGAIN + 1);
	const few = first.length <= MOST_ASKED_AGAIN;
	const judgeOn = (targets: readonly string[]): SubjectReport[] => {
		const judge = subjectJudge(
			judgementOf(input, request, few ? targetSource : onlyNamed(targetSource, targets), targets),
		);
		const reports: SubjectReport[] = [];
		for (const subject of few ? first : both(first, chosen)) reports.push(asNamed(judge(subject), targets));
		return reports;
	};
	const subjects = judgeOn(targetNames(request, input));
	return few ? { subjects, judgeOn } : { subjects };
}

function* chosenSubjects(input: OpenedInput, { all, skip }: InspectRequest): Generator<Subject> {
	for (const subject of discoverSubjects(input, { all: all === true }))
		if (skip?.(subject.path) !== true) yield subject;
}

/** The next `count` of many that are made one by one; what is behind them is left to be taken. */
function firstOf(subjects: Iterator<Subject>, count: number): readonly Subject[] {
	const first: Subject[] = [];
	while (first.length < count) {
		const next = subjects.next();
		if (next.done === true) break;
		first.push(next.value);
	}
	return first;
}

/** Thousands of subjects are judged as they come: none is held when it has been. */
function* both(first: readonly Subject[], rest: Iterable<Subject>): Generator<Subject> {
	yield* first;
	yield* rest;
}

/** Results under the names that the user gave; an alias says what it stands for. */
function asNamed(report: SubjectReport, names: readonly string[]): SubjectReport {
	const results = report.results.map((result, index) => {
		const name = names[index] ?? result.target;
		return name === result.target ? result : { ...result, target: name, resolvedTarget: result.target };
	});
	return { ...report, results };
}

/** More files than these are judged on the targets asked for alone: neither the recommendation nor remedies try them
 *  on other bases. */
const MOST_ASKED_AGAIN = 20;

function onlyNamed(targetSource: TargetSource, names: readonly string[]): TargetSource {
	return (name, arch) => (names.includes(name) ? targetSource(name, arch) : undefined);
}

function judgementOf(
	input: OpenedInput,
	request: InspectRequest,
	targetSource: TargetSource,
	targets: readonly string[],
): InputJudgement {
	return {
		input,
		targets,
		targetSource,
		arch: request.arch,
		alone: request.alone === true,
		workingDirectory: process.cwd(),
		...(request.x86Level === undefined ? {} : { x86Level: request.x86Level }),
	};
}

function targetNames(request: InspectRequest, { form }: OpenedInput): readonly string[] {
	if (request.targets !== undefined) return request.targets;
	return form === "image" || form === "rootfs" ? ["self", ...matrixTargets()] : matrixTargets();
}

function reportOf(
	request: InspectRequest,
	judged: readonly JudgedInput[],
	diagnostics: readonly Diagnostic[],
	targetSource: TargetSource,
): Report {
	const subjects = judged.flatMap((input) => input.subjects);
	const gate = gateOf({
		subjects,
		targets: request.targets ?? [],
		failOn: request.failOn ?? "error",
		isIncomplete: isIncomplete(diagnostics),
	});
	const advice = adviceOn(request, judged, gate, targetSource);
	return {
		schemaVersion: 1,
		tool: { name: "elfspect", version: VERSION },
		subjects,
		...(advice === undefined ? {} : { recommendation: advice }),
		...(gate === undefined ? {} : { gate }),
		...(diagnostics.length === 0 ? {} : { diagnostics }),
		summary: summaryOf(subjects),
	};
}

/** The base that everything runs on: for the matrix always, after a gate when a subject fell short. */
function adviceOn(
	{ targets }: InspectRequest,
	judged: readonly JudgedInput[],
	gate: Gate | undefined,
	targetSource: TargetSource,
): Report["recommendation"] {
	if (targets === undefined) return adviceFromMatrix(judged, targetSource);
	return gate?.failures === undefined ? undefined : adviceAfterGate(judged, targetSource);
}
