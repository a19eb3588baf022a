import type { SubjectReport, TargetResult } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { padTo, type Style, VERDICT_WIDTH } from "./style.ts";

/** One line per target: name, verdict, the first line that the user would see. */
export function targetTable(subject: SubjectReport, style: Style): string[] {
	const nameWidth = Math.max(...subject.results.map((result) => targetLabel(result).length), 0);
	return subject.results.map((result) => {
		const label = padTo(targetLabel(result), nameWidth);
		const verdict = padTo(style.verdict(result.verdict), VERDICT_WIDTH);
		const message = firstLine(result);
		return message === undefined ? `  ${label}  ${verdict}`.trimEnd() : `  ${label}  ${verdict}  ${message}`;
	});
}

/** The target's name; what an alias stands for, and a mark where its facts are derived rather than measured. */
export function targetLabel({ target, resolvedTarget, derived }: TargetResult): string {
	const notes = [...(resolvedTarget === undefined ? [] : [resolvedTarget]), ...(derived === true ? ["derived"] : [])];
	return safeText(notes.length === 0 ? target : `${target} (${notes.join(", ")})`);
}

function firstLine(result: TargetResult): string | undefined {
	const text = result.message ?? result.findings.find(({ severity }) => severity === "warning")?.message;
	return text === undefined ? undefined : safeText(text);
}
