import { RULES } from "../../rules/registry.ts";
import { causesOf } from "../../verdict/causes.ts";
import type { Cause, Report } from "../../verdict/report.ts";
import { safeText } from "../safe-text.ts";
import { fold, type Style } from "./style.ts";

/** Names listed in the headline of a cause. */
const MAX_NAMES = 3;
/** Lines of a remedy before it is left to --verbose. */
const MAX_REMEDY_LINES = 2;

/** One cause on the targets that share it; the counts are those of the target on which it blocks most. */
interface SharedCause {
	readonly cause: Cause;
	readonly targets: readonly string[];
}

/** Causes as blocks of lines, what blocks most first: as many as fit, one at the least, and how many more there are. */
export function causeLines(report: Report, lines: number, style: Style): string[] {
	const shared = sharedCauses(report.causes ?? causesOf(report.subjects));
	if (shared.length === 0) return [];
	const heading = ["", style.bold(shared.length === 1 ? "One cause" : `${shared.length} causes, most blocking first`)];
	const shown: string[] = [];
	let count = 0;
	// One line for what is left out.
	const room = lines - heading.length - 1;
	for (const one of shared) {
		const block = causeBlock(one, style);
		if (count > 0 && shown.length + block.length > room) break;
		shown.push(...block);
		count += 1;
	}
	const rest = shared.length - count;
	return [
		...heading,
		...shown,
		...(rest > 0 ? [style.dim(`  ${rest} more: --verbose shows all, --by file goes file by file`)] : []),
	];
}

function sharedCauses(causes: readonly Cause[]): readonly SharedCause[] {
	const shared = new Map<string, SharedCause>();
	for (const cause of causes) {
		const key = JSON.stringify([cause.rule, cause.about, cause.about.length === 0 ? cause.remedies : []]);
		const known = shared.get(key);
		shared.set(key, { cause: known?.cause ?? cause, targets: [...(known?.targets ?? []), cause.target] });
	}
	return [...shared.values()];
}

function causeBlock({ cause, targets }: SharedCause, style: Style): string[] {
	const mark = style.mark(MARKS[cause.severity]);
	const [remedy] = cause.remedies;
	const where = `${targets.map(safeText).join(", ")}`;
	return [
		...fold(`${safeText(headline(cause))} (${cause.rule})`, style.width, `  ${mark} `, "    "),
		...cut(fold(`${reach(cause)}, on ${where}`, style.width, "    ", "    "), MAX_REMEDY_LINES, style),
		...cut([`    ${style.dim(safeText(cause.example.message))}`], 1, style),
		...(remedy === undefined
			? []
			: cut(fold(safeText(remedy), style.width, `    ${style.arrow} `, "      "), MAX_REMEDY_LINES, style)),
	];
}

const MARKS = { error: "fails", warning: "at-risk", info: "unknown" } as const;

/** What it is about, and the rule's title. */
function headline({ rule, about }: Cause): string {
	const title = RULES.find(({ id }) => id === rule)?.title ?? rule;
	if (about.length === 0) return title;
	const names = about.slice(0, MAX_NAMES).join(", ");
	return `${title}: ${names}${about.length > MAX_NAMES ? ` and ${about.length - MAX_NAMES} more` : ""}`;
}

/** How much hangs on it. */
function reach({ count, programs, soleBlockerOf, severity, from = [] }: Cause): string {
	const files = count === 1 ? "1 file" : `${count} files`;
	const kinds = programs === 0 || programs === count ? files : `${files} (${programs} programs)`;
	const fixed =
		severity === "error" && soleBlockerOf > 0 && count > 1 ? `; fix this and ${soleBlockerOf} of them run` : "";
	const origins = from.slice(0, MAX_NAMES).map(safeText).join(", ");
	const source = origins === "" ? "" : ` from ${origins}${from.length > MAX_NAMES ? " and others" : ""}`;
	return `${kinds}${source}${fixed}`;
}

function cut(lines: readonly string[], most: number, style: Style): string[] {
	if (lines.length <= most) return [...lines];
	return [...lines.slice(0, most - 1), `${lines[most - 1] ?? ""} ${style.more}`];
}
