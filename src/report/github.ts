import type { Severity } from "../rules/finding.ts";
import type { Diagnostic, Report } from "../verdict/report.ts";
import { causeHeadline, causeReach, type SharedCause, sharedCauses } from "./cause-words.ts";
import type { Renderer } from "./renderer.ts";
import { safeText } from "./safe-text.ts";
import { locatedFile, locatedName } from "./subject-name.ts";

/** What GitHub shows of one step: this many annotations of each level.
 *  Source: actions/toolkit, docs/problem-matchers.md,
 *  "Limitations". */
const MAX_EACH = 10;

const COMMANDS = { error: "error", warning: "warning", info: "warning" } as const satisfies Record<Severity, string>;

interface Annotation {
	readonly level: "error" | "warning";
	readonly line: string;
}

/** Workflow commands that GitHub turns into annotations: one per cause, what blocks most first, as many as GitHub shows;
 *  and a closing line with the gate and what was left out. */
export const renderGithub: Renderer = (report) => {
	const annotations = [...(report.diagnostics ?? []).map(ofDiagnostic), ...sharedCauses(report).map(ofCause)];
	const shown = (["error", "warning"] as const).flatMap((level) =>
		annotations.filter((annotation) => annotation.level === level).slice(0, MAX_EACH),
	);
	const lines = shown.map(({ line }) => line);
	return `${[...lines, closing(report, annotations.length - shown.length)].join("\n")}\n`;
};

/** Placed at one of its files; the loader's words, how much hangs on it, the first remedy. */
function ofCause({ cause, targets }: SharedCause): Annotation {
	const level = COMMANDS[cause.severity];
	const { message } = cause.example;
	const [remedy] = cause.remedies;
	const text = [
		`${locatedName(cause.example)} on ${targets.join(", ")}: ${message}`,
		`${causeHeadline(cause)} (${causeReach(cause)})`,
		...(remedy === undefined ? [] : [remedy]),
		`inspect explain ${cause.rule}`,
	].join(". ");
	const title = property(`elfspect ${cause.rule}`);
	return { level, line: `::${level} file=${property(locatedFile(cause.example))},title=${title}::${data(text)}` };
}

function ofDiagnostic({ severity, path, source, message }: Diagnostic): Annotation {
	const title = property("elfspect unreadable-input");
	return { level: severity, line: `::${severity} title=${title}::${data(`${path ?? source}: ${message}`)}` };
}

function closing(report: Report, left: number): string {
	const count = report.summary?.subjects ?? report.subjects.length;
	const rest = left === 0 ? "" : `; ${left} more ${left === 1 ? "cause" : "causes"} in the other formats`;
	if (report.gate === undefined) return `elfspect: ${count} judged, no target named, nothing to fail${rest}`;
	if (report.gate.failOn === "never") return `elfspect: ${count} judged, --fail-on never, nothing to fail${rest}`;
	const targets = report.gate.targets.map(safeText).join(", ");
	return `elfspect: ${count} judged on ${targets}: ${report.gate.passed ? "passed" : "failed"}${rest}`;
}

function data(text: string): string {
	return safeText(text).replaceAll("%", "%25");
}

function property(text: string): string {
	return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
