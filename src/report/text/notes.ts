import type { SubjectReport, TargetResult } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { fold, type Style } from "./style.ts";
import { targetLabel } from "./target-table.ts";

/** What is told only with --verbose of targets on which the subject starts, by rule: no reason to pass a target over, but
 *  what people miss later (certificates, time zones). Targets with the same notes share a line. */
export function notesInShort({ results }: SubjectReport, style: Style): string[] {
	const groups = new Map<string, string[]>();
	for (const result of results) {
		const rules = notedRules(result);
		if (rules.length > 0) groups.set(rules.join(", "), [...(groups.get(rules.join(", ")) ?? []), targetLabel(result)]);
	}
	if (groups.size === 0) return [];
	const lines = [...groups].flatMap(([rules, targets]) =>
		fold(`${targets.join(", ")}: ${safeText(rules)}`, style.width, "  ", "    "),
	);
	return ["", style.dim("Notes (--verbose explains them)"), ...lines.map(style.dim)];
}

function notedRules({ verdict, findings }: TargetResult): readonly string[] {
	if (verdict !== "runs" && verdict !== "at-risk") return [];
	const noted = findings.filter(({ severity, accepted }) => severity === "info" && accepted === undefined);
	return [...new Set(noted.map(({ rule }) => rule))].sort();
}
