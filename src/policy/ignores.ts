import type { Finding } from "../rules/finding.ts";
import type { Report, SubjectReport, TargetResult } from "../verdict/report.ts";
import type { IgnoreEntry } from "./config-schema.ts";
import { matchesFile } from "./path-glob.ts";

/** What became of the ignores: the report with accepted findings marked, and the entries that did nothing. */
export interface IgnoreOutcome {
	readonly report: Report;
	readonly unused: readonly IgnoreEntry[];
}

/** Entries whose last day has passed. Shape: `today` is ISO 8601, UTC. */
export function expiredIgnores(ignores: readonly IgnoreEntry[], today: string): readonly IgnoreEntry[] {
	return ignores.filter(({ expires }) => expires !== undefined && expires < today);
}

/** Marks every finding that an entry accepts. A finding about several names is accepted only as a whole. */
export function applyIgnores(report: Report, ignores: readonly IgnoreEntry[]): IgnoreOutcome {
	const used = new Set<IgnoreEntry>();
	const accept = (subject: SubjectReport, result: TargetResult, finding: Finding): Finding => {
		const reason = reasonToAccept(ignores, used, subject, result, finding);
		return reason === undefined ? finding : { ...finding, accepted: { by: "ignore", reason } };
	};
	return { report: mapFindings(report, accept), unused: ignores.filter((entry) => !used.has(entry)) };
}

/** The report with every finding replaced by what `change` makes of it. */
export function mapFindings(
	report: Report,
	change: (subject: SubjectReport, result: TargetResult, finding: Finding) => Finding,
): Report {
	const subjects = report.subjects.map((subject) => ({
		...subject,
		results: subject.results.map((result) => ({
			...result,
			findings: result.findings.map((finding) => change(subject, result, finding)),
		})),
	}));
	return { ...report, subjects };
}

function reasonToAccept(
	ignores: readonly IgnoreEntry[],
	used: Set<IgnoreEntry>,
	subject: SubjectReport,
	result: TargetResult,
	finding: Finding,
): string | undefined {
	const entries = ignores.filter((entry) => concerns(entry, subject, result, finding));
	const about = finding.about ?? [];
	const whole = entries.find(({ symbol, library }) => symbol === undefined && library === undefined);
	const named = entries.filter(({ symbol, library }) => about.includes(symbol ?? library ?? ""));
	for (const entry of whole === undefined ? named : [whole]) used.add(entry);
	if (whole !== undefined) return whole.reason;
	const covered =
		about.length > 0 && about.every((name) => named.some((entry) => (entry.symbol ?? entry.library) === name));
	return covered ? named.map(({ reason }) => reason).join("; ") : undefined;
}

function concerns(entry: IgnoreEntry, subject: SubjectReport, result: TargetResult, finding: Finding): boolean {
	return (
		entry.rule === finding.rule &&
		(entry.path === undefined || matchesFile(entry.path, subject)) &&
		(entry.target === undefined || entry.target === result.target)
	);
}
