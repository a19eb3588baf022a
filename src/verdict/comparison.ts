import { causesOf } from "./causes.ts";
import { verdictAfterPolicy } from "./gate.ts";
import type { Cause, Report, SubjectReport, TargetResult, Verdict } from "./report.ts";

/** A file on a target of which two reports say different things. */
export interface Change {
	readonly path: string;
	readonly target: string;
	/** Absent where the old report does not have the file, or not this target. */
	readonly was?: Verdict;
	readonly is: Verdict;
	/** The first line that the user sees now, or saw where it runs now. */
	readonly message?: string;
	/** Rules that speak against it now, or did where it runs now; sorted. */
	readonly rules: readonly string[];
}

/** What changed from one report to another. Verdicts are those that remain after ignores and baseline. */
export interface Comparison {
	/** Files of the new report, and those of them that the old one has, too. */
	readonly files: number;
	readonly compared: number;
	/** It ran or was at risk, or was not there, and now fails or cannot be judged; or it could not be judged and now fails. */
	readonly newlyFails: readonly Change[];
	/** It failed or could not be judged, and now runs or is at risk. */
	readonly fixed: readonly Change[];
	/** It ran, and now something can fail later. */
	readonly newlyAtRisk: readonly Change[];
	/** It fails as before, but for another reason. */
	readonly otherCause: readonly Change[];
	/** Paths that only the old report has. */
	readonly removed: readonly string[];
	/** Findings of what newly fails, grouped. */
	readonly causes: readonly Cause[];
}

/** Compares file by file: by path inside the input, and by target. Two reports on one file each compare these, whatever
 *  they are called. */
export function compareReports(old: Report, now: Report): Comparison {
	const alone = old.subjects.length === 1 && now.subjects.length === 1;
	const keyOf = (subject: SubjectReport) => (alone ? "" : pathInside(subject));
	const before = new Map(old.subjects.map((subject) => [keyOf(subject), subject]));
	const pairs = now.subjects.flatMap((subject) =>
		subject.results.map((result) => pairOf(subject, result, before.get(keyOf(subject)))),
	);
	const known = new Set(now.subjects.map(keyOf));
	const broken = pairs.filter(isNewlyFailing);
	return {
		files: now.subjects.length,
		compared: now.subjects.filter((subject) => before.has(keyOf(subject))).length,
		newlyFails: broken.map(changeOf),
		fixed: pairs
			.filter(({ was, is }) => was !== undefined && RANK[was] >= RANK.unknown && !fallsShort(is))
			.map(changeOf),
		newlyAtRisk: pairs.filter(({ was, is }) => was === "runs" && is === "at-risk").map(changeOf),
		otherCause: pairs.filter(hasOtherCause).map(changeOf),
		removed: old.subjects.filter((subject) => !known.has(keyOf(subject))).map(({ path }) => path),
		causes: causesOf(broken.map(({ subject, result }) => ({ ...subject, results: [result] }))),
	};
}

interface Pair {
	readonly subject: SubjectReport;
	readonly result: TargetResult;
	readonly before: TargetResult | undefined;
	readonly was: Verdict | undefined;
	readonly is: Verdict;
}

function pairOf(subject: SubjectReport, result: TargetResult, old: SubjectReport | undefined): Pair {
	const before = old?.results.find(({ target, arch }) => target === result.target && arch === result.arch);
	const was = before === undefined ? undefined : verdictAfterPolicy(before);
	return { subject, result, before, was, is: verdictAfterPolicy(result) };
}

const RANK = { runs: 0, "at-risk": 1, unknown: 2, fails: 3 } as const satisfies Record<Verdict, number>;

function fallsShort(verdict: Verdict): boolean {
	return RANK[verdict] >= RANK.unknown;
}

function isNewlyFailing({ was, is }: Pair): boolean {
	return fallsShort(is) && (was === undefined || RANK[was] < RANK[is]);
}

function hasOtherCause(pair: Pair): boolean {
	const { was, before, result, is } = pair;
	if (was === undefined || before === undefined || !fallsShort(was) || !fallsShort(is)) return false;
	return !isNewlyFailing(pair) && reasons(before) !== reasons(result);
}

/** What speaks against it, messages left out: they name paths and versions that differ from base to base. */
function reasons({ findings, verdict }: TargetResult): string {
	const serious = findings.filter(({ severity, accepted }) => severity === "error" && accepted === undefined);
	const list = serious.map(({ rule, about }) => JSON.stringify([rule, about]));
	return JSON.stringify([verdict, [...new Set(list)].sort()]);
}

function changeOf({ subject, result, before, was, is }: Pair): Change {
	const told = fallsShort(is) || is === "at-risk" ? result : (before ?? result);
	const rules = told.findings.filter(({ severity, accepted }) => severity !== "info" && accepted === undefined);
	return {
		path: subject.path,
		target: result.target,
		...(was === undefined ? {} : { was }),
		is,
		...(told.message === undefined ? {} : { message: told.message }),
		rules: [...new Set(rules.map(({ rule }) => rule))].sort(),
	};
}

/** Where a file is in its folder or image, so that two folders can be compared whatever they are called. */
function pathInside({ path, source }: SubjectReport): string {
	const folder = source.replace(/^[a-z-]+:/, "").replace(/\/+$/, "");
	const inside = path.startsWith(`${folder}/`) ? path.slice(folder.length) : path;
	return inside.replace(/^(?:\.?\/)+/, "");
}
