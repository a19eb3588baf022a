import type { Report, SubjectReport, TargetResult, Verdict } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { subjectNames } from "../subject-name.ts";

/** Verdicts by number, as {@link ReportData} has them. */
export const VERDICTS: readonly Verdict[] = ["fails", "unknown", "at-risk", "runs"];

/** What the page's script shows: files with numbers for their verdicts, and texts that many files share once.
 *  Every text is safe to be shown. */
export interface ReportData {
	readonly targets: readonly string[];
	readonly texts: readonly string[];
	/** Rules with a finding, sorted. */
	readonly rules: readonly string[];
	readonly files: readonly FileData[];
}

export interface FileData {
	readonly name: string;
	readonly kind: string;
	/** By number of the target: the verdict's number, or -1 where there is none. */
	readonly verdicts: readonly number[];
	/** By number of the target: message, findings and libraries, as numbers of texts. Left out where all runs and nothing
	 *  is said. */
	readonly results: readonly (ResultData | 0)[];
}

export interface ResultData {
	/** The loader's words. */
	readonly message?: number;
	readonly findings: readonly {
		readonly severity: number;
		readonly rule: number;
		readonly text: number;
		readonly remedies: readonly number[];
	}[];
	/** Where libraries were found. */
	readonly libraries: readonly number[];
}

const SEVERITIES = ["error", "warning", "info"];

/** The files of a report, those that fare worst first, then in the report's order. */
export function reportData(report: Report): ReportData {
	const targets = [...new Set(report.subjects.flatMap(({ results }) => results.map(({ target }) => target)))];
	const texts = new Map<string, number>();
	const numberOf = (text: string): number => {
		const safe = safeText(text);
		const known = texts.get(safe) ?? texts.size;
		texts.set(safe, known);
		return known;
	};
	const rules = rulesOf(report);
	const numbers: Numbers = { text: numberOf, rule: new Map(rules.map((rule, index) => [rule, index])) };
	const nameOf = subjectNames(report);
	const files = report.subjects
		.map((subject) => fileData(subject, nameOf(subject), targets, numbers))
		.map((file, index) => ({
			file,
			index,
			worst: Math.min(VERDICTS.length, ...file.verdicts.filter((each) => each >= 0)),
		}))
		.sort((one, other) => one.worst - other.worst || one.index - other.index)
		.map(({ file }) => file);
	return { targets: targets.map(safeText), texts: [...texts.keys()], rules: rules.map(safeText), files };
}

function rulesOf({ subjects }: Report): readonly string[] {
	const names = subjects.flatMap(({ results }) => results.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
	return [...new Set(names)].sort();
}

/** What texts and rules are called in the data. */
interface Numbers {
	readonly text: (text: string) => number;
	readonly rule: ReadonlyMap<string, number>;
}

function fileData(
	{ kind, role, results }: SubjectReport,
	name: string,
	targets: readonly string[],
	numbers: Numbers,
): FileData {
	const byTarget = new Map(results.map((result) => [result.target, result]));
	const inOrder = targets.map((target) => byTarget.get(target));
	return {
		name: safeText(name),
		kind: role === undefined ? kind : `${kind}, ${role}`,
		verdicts: inOrder.map((result) => (result === undefined ? -1 : VERDICTS.indexOf(result.verdict))),
		results: inOrder.map((result) => (result === undefined ? 0 : resultData(result, numbers))),
	};
}

function resultData(
	{ message, findings, resolved = [] }: TargetResult,
	{ text: numberOf, rule: ruleNumbers }: Numbers,
): ResultData | 0 {
	if (message === undefined && findings.length === 0 && resolved.length === 0) return 0;
	return {
		...(message === undefined ? {} : { message: numberOf(message) }),
		findings: findings.map(({ rule, severity, message: text, remedies, accepted }) => ({
			severity: SEVERITIES.indexOf(severity),
			rule: ruleNumbers.get(rule) ?? -1,
			text: numberOf(`${text} (${rule})${accepted === undefined ? "" : `, accepted: ${accepted.reason}`}`),
			remedies: remedies.map(numberOf),
		})),
		libraries: resolved.map(({ library, path, how }) =>
			numberOf(`${library} -> ${path ?? "the loader itself"} [${how}]`),
		),
	};
}
