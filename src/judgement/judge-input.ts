import { parsePlatform } from "../image/manifest/platform.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import { discoverSubjects } from "../subjects/discover-subjects.ts";
import type { Subject } from "../subjects/subject.ts";
import type { SubjectReport } from "../verdict/report.ts";
import { labelledArch } from "./deployment.ts";
import { prefixOf } from "./folder-prefix.ts";
import type { InputJudgement, LoadDetails } from "./input-judgement.ts";
import { subjectJudge } from "./subject-judge.ts";
import { matrixTargets, type TargetSource } from "./target-choice.ts";
import { type JudgedMember, triedInTurn } from "./tried-in-turn.ts";

/** Which files of an input are judged, and on what. */
export interface JudgingRequest {
	/** Named targets make a gate; without them the report is a matrix over the default set. */
	readonly targets?: readonly string[];
	/** Architecture of the targets; by default each file's own. */
	readonly arch?: string;
	/** `os/architecture[/variant]`: picks from multi-platform images, and is the platform of files, folders and root file systems, which
	 *  are for none. */
	readonly platform?: string;
	/** The folder of the target in which a folder's files stand; `/app` when not said. Nothing for images and roots. */
	readonly prefix?: string;
	/** Ship a single file without what stands around it. */
	readonly alone?: boolean;
	/** Judge the distribution's own files, too. */
	readonly all?: boolean;
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** How many inputs there are besides; none when not said. */
	readonly otherInputs?: number;
	/** What results tell of their loads; nothing when not said. */
	readonly loadDetails?: LoadDetails;
	/** Files for which this is true are not judged. */
	readonly skip?: (path: string, role: Subject["role"], location?: string) => boolean;
}

/** The subjects of one input, judged. */
export interface JudgedInput {
	readonly subjects: readonly SubjectReport[];
	/** The same subjects on other targets; absent where there are too many of them to be asked again. */
	readonly judgeOn?: (targets: readonly string[]) => readonly SubjectReport[];
}

/** More files than these are judged on the targets asked for alone: neither the recommendation nor remedies try them
 *  on other bases. */
export const MOST_ASKED_AGAIN = 20;
/** The same for the files of more inputs than these, however few each has. */
const MOST_INPUTS = 100;

/** Judges every subject of an input that is to be judged, on the targets asked for. */
export function judgeInput(input: OpenedInput, request: JudgingRequest, targetSource: TargetSource): JudgedInput {
	const chosen = chosenSubjects(input, request);
	const first = firstOf(chosen, MOST_ASKED_AGAIN + 1);
	const few = first.length <= MOST_ASKED_AGAIN && (request.otherInputs ?? 0) < MOST_INPUTS;
	const judgeOn = (targets: readonly string[]): readonly SubjectReport[] => {
		const judge = subjectJudge(
			judgementOf(input, request, few ? targetSource : onlyNamed(targetSource, targets), targets),
		);
		const members: JudgedMember[] = [];
		for (const subject of few ? first : both(first, chosen))
			members.push({ report: judge(subject), alternative: subject.alternative });
		return triedInTurn(members);
	};
	const subjects = judgeOn(targetNames(request, input));
	return few ? { subjects, judgeOn } : { subjects };
}

function* chosenSubjects(input: OpenedInput, { all, skip }: JudgingRequest): Generator<Subject> {
	for (const subject of discoverSubjects(input, { all: all === true }))
		if (skip?.(subject.path, subject.role) !== true) yield subject;
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

function onlyNamed(targetSource: TargetSource, names: readonly string[]): TargetSource {
	return (name, arch) => (names.includes(name) ? targetSource(name, arch) : undefined);
}

function judgementOf(
	input: OpenedInput,
	request: JudgingRequest,
	targetSource: TargetSource,
	targets: readonly string[],
): InputJudgement {
	return {
		input,
		targets,
		targetSource,
		arch: request.arch ?? platformArch(input, request.platform),
		prefix: prefixOf(input, request.prefix),
		alone: request.alone === true,
		...(request.loadDetails === undefined ? {} : { loadDetails: request.loadDetails }),
		workingDirectory: process.cwd(),
		...(request.x86Level === undefined ? {} : { x86Level: request.x86Level }),
	};
}

function platformArch({ image }: OpenedInput, platform: string | undefined): string | undefined {
	if (image !== undefined || platform === undefined) return undefined;
	const { architecture, variant } = parsePlatform(platform);
	return labelledArch({ architecture, ...(variant === undefined ? {} : { variant }) });
}

function targetNames(request: JudgingRequest, { form }: OpenedInput): readonly string[] {
	if (request.targets !== undefined) return request.targets;
	return form === "image" || form === "rootfs" ? ["self", ...matrixTargets()] : matrixTargets();
}
