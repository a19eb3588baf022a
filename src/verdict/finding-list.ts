import type { Finding } from "../rules/finding.ts";
import type { Report, SubjectReport, TargetResult } from "./report.ts";

/** One finding with everything that a flat format needs to place it. */
export interface PlacedFinding {
	readonly subject: SubjectReport;
	readonly result: TargetResult;
	readonly finding: Finding;
}

/** Every finding of a report in report order, accepted ones included. */
export function* placedFindings(report: Report): Generator<PlacedFinding> {
	for (const subject of report.subjects) {
		for (const result of subject.results) {
			for (const finding of result.findings) yield { subject, result, finding };
		}
	}
}

/** Findings that speak against shipping: neither accepted nor mere information. */
export function* openFindings(report: Report): Generator<PlacedFinding> {
	for (const placed of placedFindings(report)) {
		if (placed.finding.accepted === undefined && placed.finding.severity !== "info") yield placed;
	}
}

/** `location on target: message`. */
export function sentence({ subject, result, finding }: PlacedFinding): string {
	return `${subject.location ?? subject.path} on ${result.target}: ${finding.message}`;
}

/** A short stable fingerprint of where and what, for baselines and code-scanning tools. */
export function fingerprint({ subject, result, finding }: PlacedFinding): string {
	// Two inputs may have a file at one path: which of them it is in, its location says.
	return `${finding.rule}|${subject.location ?? subject.path}|${result.target}|${finding.about?.join(",") ?? ""}`;
}
