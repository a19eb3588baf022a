import { createHash } from "node:crypto";
import type { Log, Notification, ReportingDescriptor, Result, ToolComponent } from "sarif";
import type { Severity } from "../rules/finding.ts";
import { RULES } from "../rules/registry.ts";
import { fingerprint, type PlacedFinding, placedFindings, sentence } from "../verdict/finding-list.ts";
import type { Report } from "../verdict/report.ts";
import { jsonText } from "./json-text.ts";
import type { Renderer } from "./renderer.ts";
import { ruleHelpUri } from "./rule-links.ts";
import { safeText } from "./safe-text.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const satisfies Record<Severity, string>;

/** Results that GitHub shows of one upload. Source: GitHub's documentation, "SARIF support for code scanning". */
const MAX_RESULTS = 5000;

/** SARIF 2.1.0: one run, rule metadata for what was reported, a stable fingerprint per result.
 *  Accepted findings are suppressed, not dropped. Information is left out. */
export const renderSarif: Renderer = (report) => `${jsonText(sarifLog(report))}\n`;

function sarifLog(report: Report): Log {
	const all = [...placedFindings(report)].filter(({ finding }) => finding.severity !== "info");
	const placed = all.length <= MAX_RESULTS ? all : all.sort(errorsFirst).slice(0, MAX_RESULTS);
	const ruleIds = [...new Set(placed.map(({ finding }) => finding.rule))].sort();
	return {
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: { driver: driver(report, ruleIds) },
				columnKind: "utf16CodeUnits",
				results: placed.map((entry) => sarifResult(entry, ruleIds)),
				invocations: [
					{ executionSuccessful: true, toolExecutionNotifications: notifications(report, all.length - placed.length) },
				],
			},
		],
	};
}

function driver(report: Report, ruleIds: readonly string[]): ToolComponent {
	return {
		name: report.tool.name,
		version: report.tool.version,
		informationUri: "https://github.com/elfspect/elfspect",
		rules: ruleIds.map(descriptor),
	};
}

function descriptor(id: string): ReportingDescriptor {
	const rule = RULES.find((candidate) => candidate.id === id);
	return {
		id,
		shortDescription: { text: rule?.title ?? id },
		helpUri: ruleHelpUri(id),
		defaultConfiguration: { level: LEVELS[rule?.severity ?? "error"] },
	};
}

function sarifResult(entry: PlacedFinding, ruleIds: readonly string[]): Result {
	const { subject, result, finding } = entry;
	const remedies = finding.remedies.map((remedy) => `- ${safeText(remedy)}`).join("\n");
	return {
		ruleId: finding.rule,
		ruleIndex: ruleIds.indexOf(finding.rule),
		level: LEVELS[finding.severity],
		message: { text: safeText(sentence(entry)) + (remedies === "" ? "" : `\n${remedies}`) },
		locations: [{ physicalLocation: { artifactLocation: { uri: artifactUri(subject.path) } } }],
		partialFingerprints: {
			"elfspect/v1": createHash("sha256").update(fingerprint(entry)).digest("hex").slice(0, 32),
		},
		properties: { target: safeText(result.target), verdict: result.verdict, source: safeText(subject.source) },
		...(finding.accepted === undefined
			? {}
			: { suppressions: [{ kind: "external", justification: safeText(finding.accepted.reason) }] }),
	};
}

function notifications(report: Report, left: number): Notification[] {
	const lost = (report.diagnostics ?? []).map(
		(diagnostic): Notification => ({
			level: diagnostic.severity,
			message: { text: safeText(`${diagnostic.path ?? diagnostic.source}: ${diagnostic.message}`) },
		}),
	);
	if (left === 0) return lost;
	const text = `${left} more results are left out: GitHub shows ${MAX_RESULTS}. The JSON report holds all.`;
	return [...lost, { level: "note", message: { text } }];
}

function errorsFirst({ finding: one }: PlacedFinding, { finding: other }: PlacedFinding): number {
	return Number(one.severity !== "error") - Number(other.severity !== "error");
}

/** A relative URI reference: SARIF viewers resolve it against the repository. */
function artifactUri(path: string): string {
	return (
		path
			.replace(/^\.?\/+/, "")
			.split("/")
			.map(encodeSegment)
			.join("/") || "."
	);
}

function encodeSegment(segment: string): string {
	return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd"));
}
