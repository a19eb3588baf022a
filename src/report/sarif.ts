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
import { locatedFile, locatedName } from "./subject-name.ts";

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
				automationDetails: { id: `elfspect/${safeText(targetsOf(report).join("+"))}/` },
				columnKind: "utf16CodeUnits",
				results: placed.map((entry) => sarifResult(entry, ruleIds)),
				invocations: [
					{
						executionSuccessful: true,
						toolExecutionNotifications: notifications(report, all.length - placed.length),
					},
				],
			},
		],
	};
}

/** What tells the analyses of one commit apart: two uploads of the same category replace each other. */
function targetsOf({ gate, subjects }: Report): readonly string[] {
	return gate?.targets ?? [...new Set(subjects.flatMap(({ results }) => results.map(({ target }) => target)))];
}

function driver({ tool: { name, version } }: Report, ruleIds: readonly string[]): ToolComponent {
	return {
		name,
		version,
		semanticVersion: version,
		informationUri: "https://github.com/elfspect/elfspect",
		rules: ruleIds.map((id) => descriptor(id, version)),
	};
}

function descriptor(id: string, version: string): ReportingDescriptor {
	const rule = RULES.find((candidate) => candidate.id === id);
	const title = rule?.title ?? id;
	const page = ruleHelpUri(id, version);
	return {
		id,
		name: id,
		shortDescription: { text: title },
		fullDescription: { text: `${title}. What it means, its common causes and how to fix it: inspect explain ${id}.` },
		help: {
			text: `${title}. inspect explain ${id}, or ${page}`,
			markdown: `**${title}.**\n\nWhat it means, its common causes and how to fix it: \`inspect explain ${id}\`, or [the rule's page](${page}).`,
		},
		helpUri: page,
		defaultConfiguration: { level: LEVELS[rule?.severity ?? "error"] },
		properties: { tags: ["compatibility", "elf"] },
	};
}

function sarifResult(entry: PlacedFinding, ruleIds: readonly string[]): Result {
	const { subject, result, finding } = entry;
	const print = createHash("sha256").update(fingerprint(entry)).digest("hex").slice(0, 32);
	const remedies = finding.remedies.map((remedy) => `- ${safeText(remedy)}`).join("\n");
	return {
		ruleId: finding.rule,
		ruleIndex: ruleIds.indexOf(finding.rule),
		level: LEVELS[finding.severity],
		message: { text: safeText(sentence(entry)) + (remedies === "" ? "" : `\n${remedies}`) },
		locations: [
			{
				physicalLocation: {
					artifactLocation: { uri: artifactUri(locatedFile(subject)) },
					// GitHub shows a result only at a line; a binary has but one.
					region: { startLine: 1 },
				},
				logicalLocations: [{ fullyQualifiedName: safeText(locatedName(subject)) }],
			},
		],
		partialFingerprints: { "elfspect/v1": print, primaryLocationLineHash: `${print}:1` },
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

/** A relative URI reference, which SARIF viewers resolve against the repository; what lies outside has its own. */
function artifactUri(path: string): string {
	const encoded = path.split("/").map(encodeSegment).join("/");
	return path.startsWith("/") ? `file://${encoded}` : encoded || ".";
}

function encodeSegment(segment: string): string {
	return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd"));
}
