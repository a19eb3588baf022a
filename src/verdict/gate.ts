import type { Finding, Severity } from "../rules/finding.ts";
import type { Diagnostic, Gate, SubjectReport, TargetResult, Verdict } from "./report.ts";

type GateFailure = NonNullable<Gate["failures"]>[number];

/** What a gate asks. */
export interface GateRequest {
	readonly subjects: readonly SubjectReport[];
	/** Canonical names of the targets that were named; without one there is no gate. */
	readonly targets: readonly string[];
	/** `error`: what fails. `warning`: what is at risk, too. `never`: report only. `unknown` falls short of both. */
	readonly failOn: Gate["failOn"];
	/** Something that was to be judged could not even be read: nobody knows that it passes. */
	readonly isIncomplete?: boolean;
}

/** The gate over the named targets; absent when none was named. Failures stand in the order of the subjects. */
export function gateOf({ subjects, targets, failOn, isIncomplete = false }: GateRequest): Gate | undefined {
	if (targets.length === 0) return undefined;
	const failures = failOn === "never" ? [] : subjects.flatMap((subject) => failuresOf(subject, targets, failOn));
	const passed = failures.length === 0 && (failOn === "never" || !isIncomplete);
	return { passed, failOn, targets, ...(failures.length > 0 ? { failures } : {}) };
}

/** Whether a report lacks the answer for something that was to be judged. */
export function isIncomplete(diagnostics: readonly Diagnostic[] = []): boolean {
	return diagnostics.some(({ severity }) => severity === "error");
}

function failuresOf(
	subject: SubjectReport,
	targets: readonly string[],
	failOn: "error" | "warning",
): readonly GateFailure[] {
	return targets.flatMap((target) => {
		const verdict = verdictAt(subject, target);
		return fallsShort(verdict, failOn) ? [{ path: subject.path, target, verdict }] : [];
	});
}

/** A subject without an answer on a named target has not been judged there, unless nothing ever loads it. */
function verdictAt(subject: SubjectReport, target: string): Verdict {
	const results = subject.results.filter((result) => result.target === target);
	if (results.length === 0) return subject.kind === "other-elf" || isPassedOver(subject, target) ? "runs" : "unknown";
	return results.map(verdictAfterPolicy).reduce(worse);
}

/** Whether a file is of no account on a target. */
export function isPassedOver({ notForTarget = [] }: SubjectReport, target: string): boolean {
	return notForTarget.some((each) => each.target === target);
}

/** The verdict that remains when the findings that policy accepts are set aside. */
export function verdictAfterPolicy(result: TargetResult): Verdict {
	if (result.verdict === "fails" && !everyAccepted(result.findings, "error")) return "fails";
	if (result.verdict === "unknown" && !unknownAccepted(result.findings)) return "unknown";
	return result.findings.some((finding) => finding.severity === "warning" && !finding.accepted) ? "at-risk" : "runs";
}

/** A failure that no error finding names cannot be accepted by one. */
function everyAccepted(findings: readonly Finding[], severity: Severity): boolean {
	const those = findings.filter((finding) => finding.severity === severity);
	return those.length > 0 && those.every((finding) => finding.accepted !== undefined);
}

function unknownAccepted(findings: readonly Finding[]): boolean {
	const those = findings.filter((finding) => finding.rule === "not-judged" || finding.rule === "packed-content");
	return those.length > 0 && those.every((finding) => finding.accepted !== undefined);
}

const RANK = { runs: 0, "at-risk": 1, unknown: 2, fails: 3 } as const;

/** The worse of two verdicts. */
export function worse(one: Verdict, other: Verdict): Verdict {
	return RANK[other] > RANK[one] ? other : one;
}

function fallsShort(verdict: Verdict, failOn: "error" | "warning"): boolean {
	return RANK[verdict] >= (failOn === "warning" ? RANK["at-risk"] : RANK.unknown);
}
