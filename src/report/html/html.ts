import { createHash } from "node:crypto";
import type { Report, Verdict } from "../../verdict/report.ts";
import { summaryOf } from "../../verdict/summary.ts";
import { causeHeadline, causeReach, type SharedCause, sharedCauses } from "../cause-words.ts";
import type { Renderer } from "../renderer.ts";
import { ruleHelpUri } from "../rule-links.ts";
import { html, jsonHtml, proseHtml } from "./html-text.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { type FileData, type ReportData, reportData, VERDICTS } from "./report-data.ts";

const WORDS = {
	runs: "✓ runs",
	"at-risk": "▲ at risk",
	fails: "✗ fails",
	unknown: "? unknown",
} as const satisfies Record<Verdict, string>;

/** Files that are there without a script, too. */
const MOST_PLAIN_ROWS = 200;
/** Causes of which each is told. */
const MOST_CAUSES = 100;

/** One page that needs nothing else: causes and remedies, then every file, to be searched and filtered. It asks nothing of
 *  any host: its own style and script are all that its policy allows. Without a script the causes and the first files are
 *  there to be read. */
export const renderHtml: Renderer = (report) => {
	const data = reportData(report);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(PAGE_STYLE)}'; script-src '${digest(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'">
<title>${html(title(report))}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${html(title(report))}</h1>
${gate(report)}
</header>
<main>
${diagnostics(report)}${counts(report)}${advice(report)}${causes(report)}${files(data)}
</main>
<footer><p>Made by elfspect ${html(report.tool.version)}. Nothing was executed.</p></footer>
<script type="application/json" id="data">${jsonHtml(data)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
};

function digest(content: string): string {
	return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

function title({ subjects }: Report): string {
	const sources = [...new Set(subjects.map(({ source }) => source))];
	const [first = "nothing"] = sources;
	return `elfspect: ${sources.length > 1 ? `${sources.length} inputs` : first}`;
}

function gate({ gate: asked }: Report): string {
	if (asked === undefined || asked.failOn === "never") return "";
	const targets = html(asked.targets.join(", "));
	return asked.passed
		? `<p class="gate runs">✓ gate passed on ${targets}</p>`
		: `<p class="gate fails">✗ gate failed on ${targets}</p>`;
}

function diagnostics({ diagnostics: list = [] }: Report): string {
	if (list.length === 0) return "";
	const items = list.map(
		({ severity, source, path, message }) =>
			`<li class="${severity === "error" ? "fails" : "at-risk"}">${html(`${severity}: ${path ?? source}: ${message}`)}</li>`,
	);
	return `<section><h2>What could not be read</h2><ul>${items.join("")}</ul></section>\n`;
}

function counts({ subjects }: Report): string {
	const rows = summaryOf(subjects).byTarget.map(
		({ target, runs, atRisk, fails, unknown }) =>
			`<tr><th scope="row">${html(target)}</th>${[fails, unknown, atRisk, runs].map((number, index) => `<td class="${number === 0 ? "none" : VERDICTS[index]}">${number}</td>`).join("")}</tr>`,
	);
	const heads = VERDICTS.map((verdict) => `<th scope="col">${WORDS[verdict]}</th>`).join("");
	return `<section><h2>Targets</h2><div class="scroll"><table><caption>${subjects.length} ${subjects.length === 1 ? "file" : "files"}</caption><thead><tr><th scope="col">target</th>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div></section>\n`;
}

function advice({ recommendation }: Report): string {
	const lines = recommendation?.because?.split("\n") ?? [];
	return lines.length === 0
		? ""
		: `<section><h2>Smallest base that works</h2>${lines.map((line) => `<p>${html(line)}</p>`).join("")}</section>\n`;
}

function causes(report: Report): string {
	const all = sharedCauses(report);
	if (all.length === 0) return "";
	const shown = all.slice(0, MOST_CAUSES).map((cause) => causeArticle(cause, report.tool.version));
	const more = all.length > MOST_CAUSES ? `<p>… and ${all.length - MOST_CAUSES} more, at the files below.</p>` : "";
	return `<section><h2>What to fix</h2>${shown.join("\n")}${more}</section>\n`;
}

/** A name of a cause that stays the same in every report that has it: links to it keep working. */
function anchorOf({ rule, about, remedies }: SharedCause["cause"]): string {
	const key = JSON.stringify([rule, about, about.length === 0 ? remedies : []]);
	return `cause-${createHash("sha256").update(key).digest("hex").slice(0, 12)}`;
}

function causeArticle({ cause, targets }: SharedCause, version: string): string {
	const { rule, severity, example, remedies } = cause;
	return `<article class="cause ${severity}" id="${anchorOf(cause)}">
<h3>${html(causeHeadline(cause))} <a class="anchor" href="#${anchorOf(cause)}" aria-label="link to this cause">#</a></h3>
<p>${html(targets.join(", "))}: ${html(causeReach(cause))} (<a href="${html(ruleHelpUri(rule, version))}" rel="noreferrer">${html(rule)}</a>)</p>
<code class="words">${html(example.message)}</code>
<p>for example <code>${html(example.path)}</code></p>
<ul>${remedies.map((remedy) => `<li>${proseHtml(remedy)}</li>`).join("")}</ul>
</article>`;
}

function files(data: ReportData): string {
	const { targets } = data;
	const heads = ["file", "kind", ...targets].map((head) => `<th scope="col">${html(head)}</th>`).join("");
	const verdicts = VERDICTS.map((verdict, index) => `<option value="${index}">${WORDS[verdict]}</option>`).join("");
	const choices = targets.map((target, index) => `<option value="${index}">${html(target)}</option>`).join("");
	const rules = data.rules.map((rule, index) => `<option value="${index}">${html(rule)}</option>`).join("");
	const rows = data.files.slice(0, MOST_PLAIN_ROWS).map(plainRow);
	const more =
		data.files.length > MOST_PLAIN_ROWS
			? `<noscript><p>… and ${data.files.length - MOST_PLAIN_ROWS} more files, which the page's script shows.</p></noscript>`
			: "";
	return `<section id="table"><h2>Files</h2>
<form id="filter" hidden>
<label>search<input name="text" type="search" autocomplete="off"></label>
<label>verdict<select name="verdict"><option value="-1">any</option>${verdicts}</select></label>
<label>on<select name="target"><option value="-1">any target</option>${choices}</select></label>
<label>rule<select name="rule"><option value="-1">any rule</option>${rules}</select></label>
</form>
<p id="count" role="status"></p>
<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody id="files">${rows.join("")}</tbody></table></div>
<p class="pages" id="pages" hidden><button type="button">previous</button> <button type="button">next</button></p>
${more}</section>`;
}

function plainRow({ name, kind, verdicts }: FileData): string {
	const cells = verdicts.map((number) => {
		const verdict = VERDICTS[number];
		return verdict === undefined ? '<td class="none">–</td>' : `<td class="${verdict}">${WORDS[verdict]}</td>`;
	});
	return `<tr><td class="name">${html(name)}</td><td>${html(kind)}</td>${cells.join("")}</tr>`;
}
