import { isIncomplete } from "../../verdict/gate.ts";
import type { Report } from "../../verdict/report.ts";
import type { Renderer, RenderOptions } from "../renderer.ts";
import { safeText } from "../safe-text.ts";
import { subjectNames } from "../subject-name.ts";
import { describeSubject } from "./describe-subject.ts";
import { matrix } from "./matrix.ts";
import { notesInShort } from "./notes.ts";
import { explainResults } from "./result-details.ts";
import { fold, type Style, styleOf } from "./style.ts";
import { targetTable } from "./target-table.ts";
import { troubledSubjects } from "./troubled-subjects.ts";

/** Subjects explained in full; the rest stay in the matrix (and in every other format). */
const MAX_EXPLAINED = 5;

/** What a person reads: the verdicts at a glance, then why and what next. */
export const renderText: Renderer = (report, options) => {
	const style = styleOf(options);
	const body = report.subjects.length === 1 ? single(report, options, style) : many(report, options, style);
	return `${[...body, ...closing(report, style)].join("\n")}\n`;
};

function single(report: Report, options: RenderOptions, style: Style): string[] {
	return report.subjects.flatMap((subject) => [
		...describeSubject(subject, subject.path, style),
		"",
		...targetTable(subject, style),
		...(options.summary ? [] : explainResults(subject, options, style, false)),
		...(options.summary || options.verbose ? [] : notesInShort(subject, style)),
	]);
}

function many(report: Report, options: RenderOptions, style: Style): string[] {
	const lines = matrix(report, options, style);
	if (options.summary) return lines;
	const troubled = troubledSubjects(report);
	const nameOf = subjectNames(report);
	const shown = options.verbose ? troubled : troubled.slice(0, MAX_EXPLAINED);
	const details = shown.flatMap((subject) => [
		"",
		...describeSubject(subject, nameOf(subject), style),
		...explainResults(subject, options, style, true),
	]);
	const rest = troubled.length - shown.length;
	return rest > 0
		? [
				...lines,
				...details,
				"",
				style.dim(`${rest} more with findings: --verbose explains all, --format json holds all`),
			]
		: [...lines, ...details];
}

function closing(report: Report, style: Style): string[] {
	return [...recommendation(report, style), ...gate(report, style)];
}

function recommendation({ recommendation: advice }: Report, style: Style): string[] {
	if (advice === undefined) return [];
	const head =
		advice.smallest === undefined
			? "No built-in base runs it as it is."
			: `Smallest base that works: ${safeText(advice.smallest)}`;
	const because = (advice.because?.split("\n") ?? []).flatMap((line) => fold(safeText(line), style.width, "  ", "  "));
	return ["", style.bold(head), ...because];
}

function gate({ gate: result, diagnostics }: Report, style: Style): string[] {
	if (result === undefined) return [];
	const failed = result.targets.filter((target) => result.failures?.some((failure) => failure.target === target));
	const targets = (failed.length > 0 ? failed : result.targets).map(safeText).join(", ");
	if (result.passed) return ["", `${style.mark("runs")} gate passed on ${targets}`];
	const why = failed.length === 0 && isIncomplete(diagnostics) ? ": not everything could be read" : "";
	return ["", `${style.mark("fails")} gate failed on ${targets}${why}`];
}
