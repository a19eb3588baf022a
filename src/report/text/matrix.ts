import type { Report, SubjectReport, Verdict } from "../../verdict/report.ts";
import type { RenderOptions } from "../renderer.ts";
import { safeText } from "../safe-text.ts";
import { subjectNames } from "../subject-name.ts";
import { failingSubjects } from "./failing-subjects.ts";
import { fold, padTo, type Style } from "./style.ts";

/** Rows shown unless everything is asked for: one screen. */
const MAX_ROWS = 20;

/** A row per file that does not run everywhere, a column per target. */
export function matrix(report: Report, options: RenderOptions, style: Style): string[] {
	const targets = targetsOf(report);
	const failing = failingSubjects(report);
	const nameOf = subjectNames(report);
	const rows = options.verbose ? failing : failing.slice(0, MAX_ROWS);
	if (rows.length === 0) return [];
	const rest = failing.length - rows.length;
	return [
		"",
		...legend(targets, style),
		...rows.map((row) => line(row, nameOf(row), targets, style)),
		...(rest > 0 ? [style.dim(`  ${rest} more rows: --verbose shows all`)] : []),
	];
}

function targetsOf(report: Report): readonly string[] {
	return [...new Set(report.subjects.flatMap(({ results }) => results.map(({ target }) => target)))];
}

/** How many files get which verdict, a line per target. */
export function counts(report: Report, style: Style): string[] {
	const targets = targetsOf(report);
	const width = Math.max(...targets.map((target) => target.length), 0);
	return [
		style.bold(`${report.subjects.filter(({ results }) => results.length > 0).length} files judged`),
		...targets.map((target) => {
			const verdicts = report.subjects.flatMap(({ results }) =>
				results.filter((result) => result.target === target).map(({ verdict }) => verdict),
			);
			return `  ${padTo(safeText(target), width)}  ${tally(verdicts, style)}`;
		}),
	];
}

function tally(verdicts: readonly Verdict[], style: Style): string {
	const order = ["runs", "at-risk", "fails", "unknown"] as const;
	return order
		.map((verdict) => ({ verdict, count: verdicts.filter((one) => one === verdict).length }))
		.filter(({ count }) => count > 0)
		.map(({ verdict, count }) => `${style.verdict(verdict)} ${count}`)
		.join("  ");
}

/** Columns are numbered, names stand in the legend: any number of targets fits. One column needs no number. */
function legend(targets: readonly string[], style: Style): string[] {
	if (targets.length < 2) return [];
	const names = targets.map((target, index) => `${index + 1}\u00a0${safeText(target)}\u00a0\u00a0`).join(" ");
	const lines = fold(names, style.width, "  ", "  ").map((text) => style.dim(text.replaceAll("\u00a0", " ").trimEnd()));
	return [
		...lines,
		style.dim(
			`  ${targets
				.map((_, index) => String(index + 1).padEnd(3))
				.join("")
				.trimEnd()}`,
		),
	];
}

function line(subject: SubjectReport, name: string, targets: readonly string[], style: Style): string {
	const marks = targets.map((target) => {
		const result = subject.results.find((one) => one.target === target);
		return result === undefined ? "   " : `${style.mark(result.verdict)}  `;
	});
	const role = subject.role === "entrypoint" ? style.dim(" (entrypoint)") : "";
	const indent = " ".repeat(2 + 3 * targets.length);
	return `  ${marks.join("")}${style.verbatim(safeText(name), indent).slice(indent.length)}${role}`;
}
