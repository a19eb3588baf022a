import type { ProgressStep } from "./archive/reading-context.ts";
import { InputError } from "./bytes/input-error.ts";
import { parsePlatform } from "./image/manifest/platform.ts";
import { adviceAfterGate, adviceFromMatrix } from "./judgement/advice.ts";
import { archContradiction } from "./judgement/arch-contradiction.ts";
import { inputComplaints } from "./judgement/input-complaints.ts";
import { type JudgedInput, type JudgingRequest, judgeInput, MOST_ASKED_AGAIN } from "./judgement/judge-input.ts";
import { isOwnTarget, type OwnTarget, openOwnTarget } from "./judgement/own-targets.ts";
import { rememberingSource, type TargetSource } from "./judgement/target-choice.ts";
import { locationsIn } from "./source/location.ts";
import { openInput } from "./source/open-input.ts";
import type { OpenedInput } from "./source/opened-input.ts";
import { examineFile, isExamination } from "./subjects/examination.ts";
import { checkTargetName, findTarget } from "./targets/find-target.ts";
import { causesOf } from "./verdict/causes.ts";
import { defectWords } from "./verdict/defect.ts";
import { gateOf, isIncomplete } from "./verdict/gate.ts";
import type { Diagnostic, Gate, Report } from "./verdict/report.ts";
import { summaryOf } from "./verdict/summary.ts";
import { VERSION } from "./version.ts";

/** What to inspect, and for which targets. */
export interface InspectRequest extends JudgingRequest {
	/** Files, folders, images, `-`; with or without a scheme. */
	readonly subjects: readonly string[];
	readonly failOn?: "error" | "warning" | "never";
	/** How many times the default work budget each input has. */
	readonly budget?: number;
	/** http to registries that are not on this machine. */
	readonly plainHttp?: boolean;
	/** Folder in which facts of compressed layers are remembered. */
	readonly cache?: string;
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
	const judged = new BufferedInputs();
	for (const spec of request.subjects) {
		try {
			await inspectInput(spec, request, { targetSource, diagnostics, judged });
		} catch (error) {
			// Nobody foresaw it: the other inputs still get their answer.
			diagnostics.push({ severity: "error", source: spec, message: defectWords(error, spec), defect: true });
		}
	}
	for (const target of own.values()) diagnostics.push(...target.diagnostics);
	const report = reportOf(request, judged.list, diagnostics, targetSource);
	judged.close();
	return report;
}

/** What the inputs of one run share. */
interface Run {
	readonly targetSource: TargetSource;
	readonly diagnostics: Diagnostic[];
	readonly judged: BufferedInputs;
}

async function inspectInput(
	spec: string,
	request: InspectRequest,
	{ targetSource, diagnostics, judged }: Run,
): Promise<void> {
	const locationOf = locationsIn(spec);
	const { skip } = request;
	for (const input of await openOrReport(spec, request, diagnostics)) {
		request.onOpened?.();
		const contradiction = archContradiction(input, request.arch);
		if (contradiction !== undefined) {
			diagnostics.push({ severity: "error", source: spec, message: contradiction });
			input.close();
			continue;
		}
		const among: JudgingRequest = { ...request, otherInputs: request.subjects.length - 1 };
		const located: JudgingRequest =
			skip === undefined ? among : { ...among, skip: (path, role) => skip(path, role, locationOf(input, path)) };
		const answers = judgeInput(input, located, targetSource);
		diagnostics.push(...input.diagnostics, ...inputComplaints(input, answers.subjects));
		const subjects = answers.subjects.map((subject) => ({ ...subject, location: locationOf(input, subject.path) }));
		judged.add({ ...answers, subjects, close: () => input.close() });
	}
}

/** The answers for an input that is still open: the recommendation may ask it about other bases. */
interface BufferedInput extends JudgedInput {
	readonly close: () => void;
}

/** Inputs in the order in which they were judged. All are closed once they have too many subjects, all together, to be
 *  asked again. */
class BufferedInputs {
	#list: JudgedInput[] = [];
	#open: BufferedInput[] = [];
	#subjects = 0;

	get list(): readonly JudgedInput[] {
		return this.#list;
	}

	add(input: BufferedInput): void {
		this.#subjects += input.subjects.length;
		this.#open.push(input);
		if (this.#subjects <= MOST_ASKED_AGAIN) {
			this.#list.push(input);
			return;
		}
		// Only the first time is there more than this one.
		if (this.#open.length > 1) this.#list = this.#list.map(({ subjects }) => ({ subjects }));
		this.#list.push({ subjects: input.subjects });
		this.close();
	}

	close(): void {
		for (const { close } of this.#open) close();
		this.#open = [];
	}
}

/** The user's own targets, by path; the others are only looked up, and `self` belongs to each input. */
async function openOwnTargets(request: InspectRequest): Promise<ReadonlyMap<string, OwnTarget>> {
	const own = new Map<string, OwnTarget>();
	for (const name of request.targets ?? []) {
		if (name === "self") continue;
		if (isOwnTarget(name)) own.set(name, await openOwnTarget(name, request));
		else checkTargetName(name);
	}
	return own;
}

async function openOrReport(
	spec: string,
	request: InspectRequest,
	diagnostics: Diagnostic[],
): Promise<readonly OpenedInput[]> {
	const { platform, plainHttp, budget, cache, onProgress } = request;
	try {
		const opened = await openInput(spec, {
			...(platform === undefined ? {} : { platform }),
			...(plainHttp === undefined ? {} : { plainHttp }),
			...(budget === undefined ? {} : { budget }),
			...(cache === undefined ? {} : { cache }),
			...(onProgress === undefined ? {} : { onProgress }),
			examine: examineFile,
			isExamined: isExamination,
		});
		const isPlain = opened.some(({ image }) => image === undefined);
		if (isPlain && platform !== undefined) checkLinux(platform);
		return opened;
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		diagnostics.push({ severity: "error", source: spec, message: error.message });
		return [];
	}
}

/** Files and folders are judged for the platform that is asked for; there are models of Linux alone.
 *  Errors: InputError `bad-platform`. */
function checkLinux(platform: string): void {
	if (parsePlatform(platform).os === "linux") return;
	throw new InputError("bad-platform", platform, "platform", "only files for Linux can be judged");
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
	const causes = causesOf(subjects);
	return {
		schemaVersion: 1,
		tool: { name: "elfspect", version: VERSION },
		subjects,
		...(causes.length === 0 ? {} : { causes }),
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
