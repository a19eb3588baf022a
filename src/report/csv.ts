import type { SubjectReport, TargetResult } from "../verdict/report.ts";
import type { Renderer } from "./renderer.ts";
import { safeText } from "./safe-text.ts";

const HEADER = [
	"path",
	"source",
	"kind",
	"target",
	"arch",
	"verdict",
	"message",
	"missing interpreter",
	"missing libraries",
	"missing symbols",
	"missing versions",
	"rules",
];

/** RFC 4180, a row per (file, target); every cell quoted, for what separates cells differs from
 *  place to place; cells that a spreadsheet would take for a formula are disarmed. */
export const renderCsv: Renderer = (report) => {
	const rows = report.subjects.flatMap((subject) => subject.results.map((result) => row(subject, result)));
	return [HEADER, ...rows].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
};

function row(subject: SubjectReport, result: TargetResult): string[] {
	const { missing } = result;
	return [
		subject.path,
		subject.source,
		subject.kind,
		result.target,
		result.arch,
		result.verdict,
		result.message ?? "",
		missing.interpreter ?? "",
		missing.libraries.join(" "),
		missing.symbols.join(" "),
		missing.versions.join(" "),
		[...new Set(result.findings.map(({ rule }) => rule))].join(" "),
	];
}

function cell(text: string): string {
	const safe = safeText(text).replace(/^[=+\-@]/, "'$&");
	return `"${safe.replaceAll('"', '""')}"`;
}
