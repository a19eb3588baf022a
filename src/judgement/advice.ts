import { isPassedOver } from "../verdict/gate.ts";
import { type Candidate, recommend } from "../verdict/recommendation.ts";
import type { Recommendation, SubjectReport } from "../verdict/report.ts";
import type { JudgedInput } from "./judge-input.ts";
import { matrixTargets, NEWER_TARGETS, type TargetSource } from "./target-choice.ts";

/** The smallest base for all inputs together, out of those that the matrix asked. */
export function adviceFromMatrix(
	judged: readonly JudgedInput[],
	targetSource: TargetSource,
): Recommendation | undefined {
	return advice(
		judged,
		judged.flatMap(({ subjects }) => subjects),
		targetSource,
	);
}

/** The same after a gate, whose targets the user chose: the matrix is asked now. Absent where it cannot be. */
export function adviceAfterGate(
	judged: readonly JudgedInput[],
	targetSource: TargetSource,
): Recommendation | undefined {
	const asked = askedOn(judged, matrixTargets());
	return asked === undefined ? undefined : advice(judged, asked, targetSource);
}

function advice(
	judged: readonly JudgedInput[],
	asked: readonly SubjectReport[],
	targetSource: TargetSource,
): Recommendation | undefined {
	const newer = runsSomewhere(asked) ? undefined : askedOn(judged, NEWER_TARGETS);
	const reports = asked.map((subject, index) => ({
		...subject,
		results: [...subject.results, ...(newer?.[index]?.results ?? [])],
		notForTarget: [...(subject.notForTarget ?? []), ...(newer?.[index]?.notForTarget ?? [])],
	}));
	return recommend(reports, candidatesOf(reports, targetSource));
}

function askedOn(judged: readonly JudgedInput[], targets: readonly string[]): readonly SubjectReport[] | undefined {
	const answers: SubjectReport[] = [];
	for (const { judgeOn } of judged) {
		if (judgeOn === undefined) return undefined;
		answers.push(...judgeOn(targets));
	}
	return answers;
}

/** Whether one target runs every subject; what nothing ever loads is judged nowhere. */
function runsSomewhere(subjects: readonly SubjectReport[]): boolean {
	const judged = subjects.filter(({ results }) => results.length > 0);
	return (judged[0]?.results ?? []).some(({ target }) =>
		judged.every(
			(subject) =>
				isPassedOver(subject, target) ||
				subject.results.some((result) => result.target === target && result.verdict === "runs"),
		),
	);
}

function candidatesOf(reports: readonly SubjectReport[], targetSource: TargetSource): readonly Candidate[] {
	const results = reports.flatMap((report) => report.results).filter(({ target }) => target !== "self");
	const candidates = new Map(
		results.map(({ target, arch }) => {
			const size = targetSource(target, arch)?.size;
			return [target, { name: target, ...(size === undefined ? {} : { size }) }];
		}),
	);
	return [...candidates.values()];
}
