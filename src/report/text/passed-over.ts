import type { Report } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { subjectNames } from "../subject-name.ts";
import { fold, type Style } from "./style.ts";

/** Files that are of no account on some target: how many; with --verbose which, and why. Empty where there are none. */
export function passedOverFiles(report: Report, verbose: boolean, style: Style): string[] {
	const files = report.subjects.filter(({ notForTarget = [] }) => notForTarget.length > 0);
	if (files.length === 0) return [];
	const nowhere = files.filter(({ results }) => results.length === 0);
	const head = `${files.length} ${files.length === 1 ? "file is" : "files are"} not for this target and not counted`;
	if (!verbose) {
		const count = nowhere.length === 0 ? files.length : nowhere.length;
		const where = nowhere.length === 0 ? "not for every target" : "for other platforms";
		return [
			"",
			style.dim(
				`${count} more ${count === 1 ? "file is" : "files are"} ${where} and not counted there (--verbose lists)`,
			),
		];
	}
	const nameOf = subjectNames(report);
	const lines = files.flatMap((subject) => {
		const reasons = new Map<string, string[]>();
		for (const { target, because } of subject.notForTarget ?? []) {
			reasons.set(because, [...(reasons.get(because) ?? []), target]);
		}
		return [...reasons].flatMap(([because, targets]) =>
			fold(safeText(`${nameOf(subject)}: not for ${targets.join(", ")}: ${because}`), style.width, "  ", "    "),
		);
	});
	return ["", style.bold(head), ...lines.map(style.dim)];
}
