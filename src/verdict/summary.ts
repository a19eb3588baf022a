import type { SubjectReport, Summary, Verdict } from "./report.ts";

const FIELDS = { runs: "runs", "at-risk": "atRisk", fails: "fails", unknown: "unknown" } as const satisfies Record<
	Verdict,
	string
>;

/** Verdicts counted per target, targets in the order in which they first appear. */
export function summaryOf(subjects: readonly SubjectReport[]): Summary {
	const counts = new Map<string, { runs: number; atRisk: number; fails: number; unknown: number }>();
	for (const { target, verdict } of subjects.flatMap(({ results }) => results)) {
		const count = counts.get(target) ?? { runs: 0, atRisk: 0, fails: 0, unknown: 0 };
		count[FIELDS[verdict]] += 1;
		counts.set(target, count);
	}
	return {
		subjects: subjects.filter(isOfAccount).length,
		byTarget: [...counts].map(([target, count]) => ({ target, ...count })),
	};
}

/** What nothing opens or starts on any target is only mentioned. */
function isOfAccount({ results, notForTarget = [] }: SubjectReport): boolean {
	return results.length > 0 || notForTarget.length === 0;
}
