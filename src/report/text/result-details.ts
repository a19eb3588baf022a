import type { Finding } from "../../rules/finding.ts";
import type { SubjectReport, TargetResult } from "../../verdict/report.ts";
import type { RenderOptions } from "../renderer.ts";
import { safeText } from "../safe-text.ts";
import { joinedLibraries } from "./joined-libraries.ts";
import { fold, type Style, VERDICT_WIDTH } from "./style.ts";
import { targetLabel } from "./target-table.ts";

/** Names listed in a line before the rest is counted. */
const MAX_NAMES = 6;

/** Why, and what next: a block of lines for every target that has something to say; targets with the same answer share one.
 *  `withMessage`: each block starts with the line that the user would see; a table above has not shown it. */
export function explainResults(
	subject: SubjectReport,
	options: RenderOptions,
	style: Style,
	withMessage: boolean,
): string[][] {
	const groups = new Map<string, TargetResult[]>();
	for (const result of subject.results) {
		const hasWords = withMessage && result.verdict === "unknown" && result.message !== undefined;
		if (shownFindings(result, options).length === 0 && !hasWords) continue;
		const key = groupKey(result);
		groups.set(key, [...(groups.get(key) ?? []), result]);
	}
	return [...groups.values()].map((results) => block(results, options, style, withMessage));
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
		...targetsLine(names, first, style),
		...(withMessage ? messageLine(first, options, style) : []),
		...withoutRepetition(joinedLibraries(shownFindings(first, options), first.target)).flatMap((finding) =>
			findingLines(finding, style),
		),
		...behindLines(first, style),
	];
}

/** Which targets, and the verdict on all of them. */
function targetsLine(names: string, { verdict }: TargetResult, style: Style): string[] {
	const lines = fold(`${names}:`, style.width - VERDICT_WIDTH - 1, "", "");
	return lines.map((line, index) => {
		const isLast = index === lines.length - 1;
		return isLast ? `${style.bold(line.slice(0, -1))}: ${style.verdict(verdict)}` : style.bold(line);
	});
}

/** What helps against one finding and against the next as well is said once in a block. */
function withoutRepetition(findings: readonly Finding[]): readonly Finding[] {
	const told = new Set<string>();
	return findings.map((finding) => {
		const remedies = finding.remedies.filter((remedy) => !told.has(remedy));
		for (const remedy of remedies) told.add(remedy);
		return { ...finding, remedies };
	});
}

/** The line that the user would see, unless the first finding begins with it anyway. */
function messageLine(result: TargetResult, options: RenderOptions, style: Style): string[] {
	const { message } = result;
	if (message === undefined || shownFindings(result, options)[0]?.message === message) return [];
	return [style.bold(style.verbatim(safeText(message), "  "))];
}

function findingLines(finding: Finding, style: Style): string[] {
	const accepted = finding.accepted === undefined ? "" : ` [accepted: ${safeText(finding.accepted.reason)}]`;
	return [
		...fold(`${safeText(finding.message)}${accepted} (${finding.rule})`, style.width, "  ", "  "),
		...finding.remedies.flatMap((remedy) => fold(safeText(remedy), style.width, `    ${style.arrow} `, "      ")),
	];
}

/** What stands behind a missing interpreter, so that nobody fixes one thing to meet the next. */
function behindLines(result: TargetResult, style: Style): string[] {
	const { missing } = result;
	if (missing.interpreter === undefined) return [];
	const owners = owningPackages(result);
	const libraries = missing.libraries.map((library) => {
		const owner = owners.get(library);
		return owner === undefined ? library : `${library} (${owner})`;
	});
	const parts = [
		names("libraries", libraries, style),
		names("symbols", missing.symbols, style),
		names("versions", missing.versions, style),
	].filter((part) => part !== undefined);
	if (parts.length === 0) return [];
	return fold(`Behind the interpreter, also missing: ${parts.join("; ")}`, style.width, "  ", "  ");
}

/** Packages that brought libraries on the base that an image leaves, by library. */
function owningPackages({ findings }: TargetResult): ReadonlyMap<string, string> {
	const { ownedBy } = findings.find(({ rule }) => rule === "missing-behind-interpreter")?.evidence ?? {};
	if (typeof ownedBy !== "object" || ownedBy === null) return new Map();
	return new Map(Object.entries(ownedBy).map(([library, owner]) => [library, String(owner)] as const));
}

function names(what: string, list: readonly string[], style: Style): string | undefined {
	if (list.length === 0) return undefined;
	const shown = list.slice(0, MAX_NAMES).map(safeText).join(", ");
	const rest = list.length > MAX_NAMES ? ` ${style.more} (${list.length} in all)` : "";
	return `${what} ${shown}${rest}`;
}
