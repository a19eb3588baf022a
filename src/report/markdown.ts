import type { Report, TargetResult, Verdict } from "../verdict/report.ts";
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
/** Rows of the table; a step summary is cut off by its host long before this hurts. */
const MAX_ROWS = 200;

/** A verdict table, then why and what next for what does not run: for step summaries and pull requests. */
export const renderMarkdown: Renderer = (report) => {
	const targets = [...new Set(report.subjects.flatMap((subject) => subject.results.map(({ target }) => target)))];
	return `${[...heading(report), ...table(report, targets), ...details(report), ...diagnostics(report)].join("\n")}\n`;
};

function heading(report: Report): string[] {
	const state = report.gate === undefined ? "" : report.gate.passed ? " – passed" : " – failed";
	return [`## elfspect${state}`, ""];
}

function table(report: Report, targets: readonly string[]): string[] {
	const nameOf = subjectNames(report);
	const rows = report.subjects.slice(0, MAX_ROWS).map((subject) => {
		const cells = targets.map((target) => cellOf(subject.results.find((result) => result.target === target)));
		return `| ${code(nameOf(subject))} | ${cells.join(" | ")} |`;
	});
	const rest = report.subjects.length - rows.length;
	return [
		`| file | ${targets.map(markdownText).join(" | ")} |`,
		`| --- |${targets.map(() => " --- |").join("")}`,
		...rows,
		...(rest > 0 ? ["", `… and ${rest} more`] : []),
		"",
	];
}

function cellOf(result: TargetResult | undefined): string {
	return result === undefined ? "" : MARKS[result.verdict];
}

function details(report: Report): string[] {
	const nameOf = subjectNames(report);
	return report.subjects
		.slice(0, MAX_ROWS)
		.flatMap((subject) =>
			subject.results
				.filter(({ verdict }) => verdict !== "runs")
				.flatMap((result) => resultDetails(nameOf(subject), result)),
		);
}

function resultDetails(name: string, result: TargetResult): string[] {
	const findings = result.findings.filter(({ severity }) => severity !== "info");
	return [
		`<details><summary>${code(name)} on ${markdownText(result.target)}: ${MARKS[result.verdict]}</summary>`,
		"",
		...(result.message === undefined ? [] : [`> ${code(result.message)}`, ""]),
		...findings.flatMap((finding) => [
			`- [${finding.rule}](${ruleHelpUri(finding.rule)}): ${markdownText(finding.message)}${
				finding.accepted === undefined ? "" : ` _(accepted: ${markdownText(finding.accepted.reason)})_`
			}`,
			...finding.remedies.map((remedy) => `  - ${markdownText(remedy)}`),
		]),
		"",
		"</details>",
		"",
	];
}

function diagnostics(report: Report): string[] {
	return (report.diagnostics ?? []).map(
		({ source, path, message }) => `- ${code(path ?? source)}: ${markdownText(message)}`,
	);
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

/** A code span that also survives inside HTML and table cells. */
function code(text: string): string {
	return `<code>${markdownText(text)}</code>`;
}
