import type { Finding } from "../../rules/finding.ts";
import type { SubjectReport, TargetResult } from "../../verdict/report.ts";
import type { RenderOptions } from "../renderer.ts";
import { safeText } from "../safe-text.ts";
import { fold, type Style } from "./style.ts";
import { targetLabel } from "./target-table.ts";

/** Names listed in a line before the rest is counted. */
const MAX_NAMES = 12;

/** Why, and what next, for every target that has something to say; targets with the same answer share a block.
 *  `withMessage`: each block starts with the line that the user would see; a table above has not shown it. */
export function explainResults(
	subject: SubjectReport,
	options: RenderOptions,
	style: Style,
	withMessage: boolean,
): string[] {
	const groups = new Map<string, TargetResult[]>();
	for (const result of subject.results) {
		if (shownFindings(result, options).length === 0) continue;
		const key = groupKey(result);
		groups.set(key, [...(groups.get(key) ?? []), result]);
	}
	return [...groups.values()].flatMap((results) => block(results, options, style, withMessage));
}

function groupKey({ verdict, findings, missing }: TargetResult): string {
	const said = findings
		.filter(({ severity }) => severity !== "info")
		.map(({ rule, about, remedies }) => [rule, about, remedies]);
	return JSON.stringify([verdict, said, missing]);
}

function shownFindings(result: TargetResult, options: RenderOptions): readonly Finding[] {
	return options.verbose ? result.findings : result.findings.filter(({ severity }) => severity !== "info");
}

function block(results: readonly TargetResult[], options: RenderOptions, style: Style, withMessage: boolean): string[] {
	const [first] = results;
	if (first === undefined) return [];
	const names = results.map(targetLabel).join(", ");
	return [
		"",
		`${style.bold(names)}: ${style.verdict(first.verdict)}`,
		...(withMessage && first.message !== undefined ? [`  ${style.bold(safeText(first.message))}`] : []),
		...shownFindings(first, options).flatMap((finding) => findingLines(finding, style)),
		...behindLines(first, style),
	];
}

function findingLines(finding: Finding, style: Style): string[] {
	const accepted = finding.accepted === undefined ? "" : ` [accepted: ${safeText(finding.accepted.reason)}]`;
	return [
		...fold(`${safeText(finding.message)}${accepted} (${finding.rule})`, style.width, "  ", "  "),
		...finding.remedies.flatMap((remedy) => fold(safeText(remedy), style.width, `    ${style.arrow} `, "      ")),
	];
}

/** What stands behind a missing interpreter, so that nobody fixes one thing to meet the next. */
function behindLines({ missing }: TargetResult, style: Style): string[] {
	if (missing.interpreter === undefined) return [];
	const parts = [
		names("libraries", missing.libraries, style),
		names("symbols", missing.symbols, style),
		names("versions", missing.versions, style),
	].filter((part) => part !== undefined);
	if (parts.length === 0) return [];
	return fold(`Behind the interpreter, also missing: ${parts.join("; ")}`, style.width, "  ", "  ");
}

function names(what: string, list: readonly string[], style: Style): string | undefined {
	if (list.length === 0) return undefined;
	const shown = list.slice(0, MAX_NAMES).map(safeText).join(", ");
	const rest = list.length > MAX_NAMES ? ` ${style.more} (${list.length} in all)` : "";
	return `${what} ${shown}${rest}`;
}
