import { isIncomplete } from "../../verdict/gate.ts";
import type { Report } from "../../verdict/report.ts";
import type { Renderer, RenderOptions } from "../renderer.ts";
import { safeText } from "../safe-text.ts";
import { subjectNames } from "../subject-name.ts";
import { causeLines } from "./causes.ts";
import { describeSubject } from "./describe-subject.ts";
import { failingSubjects } from "./failing-subjects.ts";
import { counts, matrix } from "./matrix.ts";
import { notesInShort } from "./notes.ts";
import { passedOverFiles } from "./passed-over.ts";
import { explainResults } from "./result-details.ts";
import { fold, type Style, styleOf } from "./style.ts";
import { targetTable } from "./target-table.ts";

/** Subjects explained in full file by file; the rest stay in the matrix (and in every other format). */
const MAX_EXPLAINED = 5;
/** Lines of a first screen. */
const SCREEN = 40;
const HINT = "--verbose shows all, --by file goes file by file";
/** Files that do not run everywhere and still get a row each beside the causes. */
const FEW_FILES = 8;

/** What a person reads: the verdicts at a glance, then what to mend. Without --verbose it fits one screen. */
export const renderText: Renderer = (report, options) => {
	const style = styleOf(options);
	const end = [...passedOverFiles(report, options.verbose, style), ...closing(report, style)];
	const body =
		report.subjects.length === 1
			? single(report, options, style, end.length)
			: many(report, options, style, end.length);
	return `${[...body, ...end].join("\n")}\n`;
};

function single(report: Report, options: RenderOptions, style: Style, reserved: number): string[] {
	return report.subjects.flatMap((subject) => {
		const head = [...describeSubject(subject, subject.path, style), "", ...targetTable(subject, style)];
		if (options.summary) return head;
		const blocks = explainResults(subject, options, style, false);
		if (options.verbose) return [...head, ...blocks.flat()];
		const notes = notesInShort(subject, style);
		return [...head, ...fitting(blocks, SCREEN - head.length - notes.length - reserved, style), ...notes];
	});
}

/** As many blocks as the lines allow, one at the least. */
function fitting(blocks: readonly (readonly string[])[], lines: number, style: Style): string[] {
	const [first, ...others] = blocks;
	if (first === undefined) return [];
	const shown = [...first];
	for (const [index, block] of others.entries()) {
		// The last one needs no line that says how many are left.
		if (shown.length + block.length + (index < others.length - 1 ? 2 : 0) > lines) {
			const rest = others.length - index;
			return [
				...shown,
				"",
				style.dim(`${rest} more ${rest === 1 ? "explanation" : "explanations"}: --verbose shows all`),
			];
		}
		shown.push(...block);
	}
	return shown;
}

function many(report: Report, options: RenderOptions, style: Style, reserved: number): string[] {
	const head = counts(report, style);
	if (options.summary) return head;
	if (options.verbose || options.by === "file") {
		const first = options.by === "file" ? [] : causeLines(report, Number.POSITIVE_INFINITY, style);
		return [...head, ...first, ...matrix(report, options, style), ...fileByFile(report, options, style)];
	}
	const files = fewFiles(report, options, style);
	return [...head, ...files, ...causeLines(report, SCREEN - head.length - files.length - reserved, style, HINT)];
}

/** Rows for files while there are few; of many only what an image starts. */
function fewFiles(report: Report, options: RenderOptions, style: Style): string[] {
	const failing = failingSubjects(report);
	const shown = failing.length <= FEW_FILES ? failing : failing.filter(({ role }) => role === "entrypoint").slice(0, 3);
	return matrix({ ...report, subjects: shown }, options, style);
}

function fileByFile(report: Report, options: RenderOptions, style: Style): string[] {
	const failing = failingSubjects(report);
	const nameOf = subjectNames(report);
	const shown = options.verbose ? failing : failing.slice(0, MAX_EXPLAINED);
	const details = shown.flatMap((subject) => [
		"",
		...describeSubject(subject, nameOf(subject), style),
		...explainResults(subject, options, style, true).flat(),
	]);
	const rest = failing.length - shown.length;
	if (rest === 0) return details;
	return [...details, "", style.dim(`${rest} more with findings: --verbose explains all, --format json holds all`)];
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
	if (result.failOn === "never") return ["", style.dim(`no gate on ${targets}: --fail-on never only reports`)];
	if (result.passed) return ["", `${style.mark("runs")} gate passed on ${targets}`];
	const why = failed.length === 0 && isIncomplete(diagnostics) ? ": not everything could be read" : "";
	return ["", `${style.mark("fails")} gate failed on ${targets}${why}`];
}
