import type { Alternative } from "../alternatives/alternative.ts";
import type { PassedOver, SubjectReport, TargetResult } from "../verdict/report.ts";

/** A judged file with its part in a set of files. */
export interface JudgedMember {
	readonly report: SubjectReport;
	readonly alternative: Alternative | undefined;
}

/** The reports, where hosts that try one file after the other have found one that loads: those that do not load are then
 *  of no account. Order and number stay. */
export function triedInTurn(members: readonly JudgedMember[]): readonly SubjectReport[] {
	const loaded = new Set<string>();
	for (const { report, alternative } of members) {
		if (alternative?.triesOthers !== true) continue;
		for (const result of report.results) if (loads(result)) loaded.add(keyOf(alternative, result));
	}
	return members.map(({ report, alternative }) =>
		alternative?.triesOthers === true
			? withoutTried(report, (result) => loaded.has(keyOf(alternative, result)))
			: report,
	);
}

function loads({ verdict }: TargetResult): boolean {
	return verdict === "runs" || verdict === "at-risk";
}

function keyOf({ set }: Alternative, { target, arch }: TargetResult): string {
	return JSON.stringify([set, target, arch]);
}

function withoutTried(report: SubjectReport, isLoaded: (result: TargetResult) => boolean): SubjectReport {
	const tried = report.results.filter((result) => !loads(result) && isLoaded(result));
	if (tried.length === 0) return report;
	const passedOver = tried.map(
		({ target, arch }): PassedOver => ({ target, arch, because: "where it does not load, another one is opened" }),
	);
	return {
		...report,
		results: report.results.filter((result) => !tried.includes(result)),
		notForTarget: [...(report.notForTarget ?? []), ...passedOver],
	};
}
