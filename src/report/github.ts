import type { Severity } from "../rules/finding.ts";
import { openFindings, sentence } from "../verdict/finding-list.ts";
import type { Report } from "../verdict/report.ts";
import type { Renderer } from "./renderer.ts";
import { safeText } from "./safe-text.ts";

const COMMANDS = { error: "error", warning: "warning", info: "notice" } as const satisfies Record<Severity, string>;

/** Workflow commands that GitHub turns into annotations, one line each, and a closing line with the gate. */
export const renderGithub: Renderer = (report) => {
	const lines = [...openFindings(report)].map((placed) => {
		const { subject, finding } = placed;
		const remedy = finding.remedies[0];
		const text = remedy === undefined ? sentence(placed) : `${sentence(placed)}. ${remedy}`;
		const properties = `file=${property(subject.path)},title=${property(`elfspect ${finding.rule}`)}`;
		return `::${COMMANDS[finding.severity]} ${properties}::${data(text)}`;
	});
	for (const diagnostic of report.diagnostics ?? []) {
		lines.push(`::${diagnostic.severity}::${data(`${diagnostic.path ?? diagnostic.source}: ${diagnostic.message}`)}`);
	}
	return `${[...lines, closing(report)].join("\n")}\n`;
};

function closing(report: Report): string {
	const count = report.subjects.length;
	if (report.gate === undefined) return `elfspect: ${count} judged, no target named, nothing to fail`;
	return `elfspect: ${count} judged on ${report.gate.targets.map(safeText).join(", ")}: ${report.gate.passed ? "passed" : "failed"}`;
}

function data(text: string): string {
	return safeText(text).replaceAll("%", "%25");
}

function property(text: string): string {
	return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
