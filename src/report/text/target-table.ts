import type { SubjectReport, TargetResult } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { padTo, type Style, VERDICT_WIDTH } from "./style.ts";

/** Columns that a message needs beside a target; where there are fewer, it gets a line of its own. */
const MESSAGE_WIDTH = 40;

/** Architectures whose programs people start on 64-bit images, too, where they meet other loaders. */
const SMALL: readonly string[] = ["i386", "armv7l", "armv6l", "armv5l"];

/** One line per target: name, verdict, the first line that the user would see. */
export function targetTable(subject: SubjectReport, style: Style): string[] {
	const nameWidth = Math.max(...subject.results.map((result) => targetLabel(result).length), 0);
	const besides = 2 + nameWidth + 2 + VERDICT_WIDTH + 2;
	return subject.results.flatMap((result) => {
		const label = padTo(targetLabel(result), nameWidth);
		const message = firstLine(result);
		const head = `  ${label}  ${style.verdict(result.verdict)}`.trimEnd();
		if (message === undefined) return [head];
		if (style.width - besides < MESSAGE_WIDTH) return [head, style.verbatim(message, "    ")];
		return [`${padTo(head, besides)}${style.verbatim(message, " ".repeat(besides)).slice(besides)}`];
	});
}

/** The target's name; what an alias stands for, and a mark where its facts are derived rather than measured. */
export function targetLabel({ target, resolvedTarget, derived, arch }: TargetResult): string {
	const notes = [
		...(resolvedTarget === undefined ? [] : [resolvedTarget]),
		...(SMALL.includes(arch) ? [`its ${arch} image`] : []),
		...(derived === true ? ["derived"] : []),
	];
	return safeText(notes.length === 0 ? target : `${target} (${notes.join(", ")})`);
}

function firstLine(result: TargetResult): string | undefined {
	const text = result.message ?? result.findings.find(({ severity }) => severity === "warning")?.message;
	return text === undefined ? undefined : safeText(text);
}
