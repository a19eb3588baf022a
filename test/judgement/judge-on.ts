import { subjectJudge } from "../../src/judgement/subject-judge.ts";
import type { TargetSource } from "../../src/judgement/target-choice.ts";
import type { OpenedInput } from "../../src/source/opened-input.ts";
import type { Subject } from "../../src/subjects/subject.ts";
import { findTarget } from "../../src/targets/find-target.ts";
import type { SubjectReport } from "../../src/verdict/report.ts";

/** Judges an input's subjects on one target, as the command does that is told nothing else. */
export function judgeOn(
	input: OpenedInput,
	target: string,
	targetSource: TargetSource = findTarget,
): (subject: Subject) => SubjectReport {
	return subjectJudge({
		input,
		targets: [target],
		targetSource,
		arch: undefined,
		alone: false,
		workingDirectory: "/",
	});
}
