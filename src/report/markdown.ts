import type { Report, SubjectReport, TargetResult, Verdict } from "../verdict/report.ts";
import { summaryOf } from "../verdict/summary.ts";
import { causeHeadline, causeReach, type SharedCause, sharedCauses, type WithCauses } from "./cause-words.ts";
import type { Renderer } from "./renderer.ts";
import { ruleHelpUri } from "./rule-links.ts";
import { safeText } from "./safe-text.ts";
import { subjectNames } from "./subject-name.ts";

const MARKS = {
	runs: "✅ runs",
	"at-risk": "⚠️ at risk",
	fails: "❌ fails",
	unknown: "❔ unknown",
} as const satisfies Record<Verdict, string>;

/** What fits into a comment of GitHub (65,536 characters) with room for what surrounds it, in bytes. */
const MAX_BYTES = 60_000;
/** Files that get a row each; of more, only those that do not run everywhere, and as many as this. */
const MAX_ROWS = 30;
/** Causes explained before the files. */
const MAX_CAUSES = 20;

/** Counts, causes, then files and why: for step summaries and pull requests. What does not fit is counted. */
export const renderMarkdown: Renderer = (report) => {
	const targets = [...new Set(report.subjects.flatMap((subject) => subject.results.map(({ target }) => target)))];
	const causes = causeItems(report, report.tool.version);
	const page = new Page();
	page.add([...heading(report), ...counts(report)]);
	page.addEach(diagnostics(report), "more inputs that could not be read");
	page.addEach(causes.slice(0, MAX_CAUSES), "more causes", causes.length - MAX_CAUSES);
	page.add(recommendation(report));
	addFiles(page, report, targets);
	return page.text();
};

/** Lines up to a number of bytes, and what was left out. */
export class Page {
	readonly #lines: string[] = [];
	#bytes = 0;

	/** Adds all of them or none. */
	add(lines: readonly string[]): boolean {
		const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
		// Room for the lines that say what was left out.
		if (this.#bytes + bytes > MAX_BYTES - 500) return false;
		this.#bytes += bytes;
		this.#lines.push(...lines);
		return true;
	}

	/** Adds blocks until one does not fit; `beyond`: how many there are that are not even tried. */
	addEach(blocks: readonly (readonly string[])[], what: string, beyond = 0): void {
		const index = blocks.findIndex((block) => !this.add(block));
		const left = (index === -1 ? 0 : blocks.length - index) + Math.max(0, beyond);
		if (left > 0) this.#lines.push("", `… and ${left} ${what}`, "");
	}

	text(): string {
		return `${this.#lines.join("\n")}\n`;
	}
}

function heading(report: Report): string[] {
	const isGate = report.gate !== undefined && report.gate.failOn !== "never";
	const state = isGate ? (report.gate.passed ? " – passed" : " – failed") : "";
	return [`## elfspect${state}`, ""];
}

function counts({ subjects }: Report): string[] {
	if (subjects.length < 2) return [];
	const rows = summaryOf(subjects).byTarget.map(
		({ target, runs, atRisk, fails, unknown }) =>
			`| ${markdownText(target)} | ${runs} | ${atRisk} | ${fails} | ${unknown} |`,
	);
	const verdicts = Object.values(MARKS).join(" | ");
	return [`| target (${subjects.length} files) | ${verdicts} |`, "| --- | --- | --- | --- | --- |", ...rows, ""];
}

/** A list item for every cause, what blocks most first. */
export function causeItems(report: WithCauses, version: string): string[][] {
	return sharedCauses(report).map((cause) => causeLines(cause, version));
}

function causeLines({ cause, targets }: SharedCause, version: string): string[] {
	const { rule, example, remedies, severity } = cause;
	const mark = { error: "❌", warning: "⚠️", info: "❔" }[severity];
	return [
		`- ${mark} **${targets.map(markdownText).join(", ")}**: ${markdownText(causeHeadline(cause))} ([${rule}](${ruleHelpUri(rule, version)}))`,
		`  <br>${markdownText(causeReach(cause))}; for example ${code(example.path)}: ${code(example.message)}`,
		...remedies.slice(0, 2).map((remedy) => `  - ${prose(remedy)}`),
		"",
	];
}

function recommendation({ recommendation: advice }: Report): string[] {
	const [first, ...others] = advice?.because?.split("\n").map(markdownText) ?? [];
	return first === undefined ? [] : [`**${first}** ${others.join(" ")}`.trimEnd(), ""];
}

function addFiles(page: Page, report: Report, targets: readonly string[]): void {
	const nameOf = subjectNames(report);
	const few = report.subjects.length <= MAX_ROWS;
	const listed = few ? report.subjects : report.subjects.filter(isFailing);
	const head = [
		`| file | ${targets.map(markdownText).join(" | ")} |`,
		`| --- |${targets.map(() => " --- |").join("")}`,
	];
	const rows = listed.slice(0, MAX_ROWS).map((subject) => [row(nameOf(subject), subject, targets)]);
	page.add(head);
	page.addEach(rows, "more files", listed.length - MAX_ROWS);
	page.add([""]);
	const details = listed
		.slice(0, MAX_ROWS)
		.flatMap((subject) =>
			subject.results
				.filter(({ verdict }) => verdict !== "runs")
				.map((result) => resultDetails(nameOf(subject), result, report.tool.version)),
		);
	page.addEach(details, "more explanations");
}

function isFailing({ results }: SubjectReport): boolean {
	return results.some(({ verdict }) => verdict !== "runs");
}

function row(name: string, { results }: SubjectReport, targets: readonly string[]): string {
	const cells = targets.map((target) => cellOf(results.find((result) => result.target === target)));
	return `| ${code(name)} | ${cells.join(" | ")} |`;
}

function cellOf(result: TargetResult | undefined): string {
	return result === undefined ? "" : MARKS[result.verdict];
}

function resultDetails(name: string, result: TargetResult, version: string): string[] {
	const findings = result.findings.filter(({ severity }) => severity !== "info");
	return [
		`<details><summary>${code(name)} on ${markdownText(result.target)}: ${MARKS[result.verdict]}</summary>`,
		"",
		...(result.message === undefined ? [] : [`> ${code(result.message)}`, ""]),
		...findings.flatMap((finding) => [
			`- [${finding.rule}](${ruleHelpUri(finding.rule, version)}): ${prose(finding.message)}${
				finding.accepted === undefined ? "" : ` _(accepted: ${markdownText(finding.accepted.reason)})_`
			}`,
			...finding.remedies.map((remedy) => `  - ${prose(remedy)}`),
		]),
		"",
		"</details>",
		"",
	];
}

function diagnostics(report: Report): string[][] {
	return (report.diagnostics ?? []).map(({ source, path, message }) => [
		`- ${code(path ?? source)}: ${markdownText(message)}`,
	]);
}

/** Plain text in Markdown: nothing of it becomes markup, a link, a mention or HTML. */
export function markdownText(text: string): string {
	return safeText(text)
		.replace(/&/g, "&amp;")
		.replace(/</g, "&lt;")
		.replace(/>/g, "&gt;")
		.replace(/[\\`*_{}[\]()#!|~$@]|^[-+]/g, (character) => `&#${character.charCodeAt(0)};`)
		.replace(/:\/\//g, "&#58;//");
}

/** Our own sentences: what stands between backquotes becomes a code span. */
function prose(text: string): string {
	const parts = text.split("`");
	// Without its partner a backquote is a character like any other.
	if (parts.length % 2 === 0) return markdownText(text);
	return parts.map((part, index) => (index % 2 === 1 ? code(part) : markdownText(part))).join("");
}

/** A code span that also survives inside HTML and table cells. */
export function code(text: string): string {
	return `<code>${markdownText(text)}</code>`;
}
