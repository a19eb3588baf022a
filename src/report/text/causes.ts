import { causeHeadline, causeReach, type SharedCause, sharedCauses, type WithCauses } from "../cause-words.ts";
import { safeText } from "../safe-text.ts";
import { fold, type Style } from "./style.ts";

/** Columns from which on the heading has room to say more. */
const WIDE = 80;
/** Lines of a remedy or a list of targets before it is cut. */
const MAX_FOLDED = 2;

/** Causes as blocks of lines, what blocks most first: as many as fit, one at the least, and how many more there are.
 *  @param hint how to see them */
export function causeLines(report: WithCauses, lines: number, style: Style, hint = "--verbose shows all"): string[] {
	const shared = sharedCauses(report);
	if (shared.length === 0) return [];
	const heading = [
		"",
		style.bold(shared.length === 1 ? "One cause" : `${shared.length} causes, most blocking first`) +
			(style.width >= WIDE ? style.dim(" (inspect explain RULE tells more)") : ""),
	];
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
	const more = rest > 0 ? [style.dim(`  ${rest} more: ${hint}`)] : [];
	return [...heading, ...shown, ...more];
}

function causeBlock({ cause, targets }: SharedCause, style: Style): string[] {
	const mark = style.mark(MARKS[cause.severity]);
	const [remedy] = cause.remedies;
	const reach = `${causeReach(cause)}, on ${targets.join(", ")}`;
	return [
		...fold(`${safeText(causeHeadline(cause))} (${cause.rule})`, style.width, `  ${mark} `, "    "),
		...cut(fold(safeText(reach), style.width, "    ", "    "), style),
		style.dim(style.verbatim(safeText(cause.example.message), "    ")),
		...(remedy === undefined ? [] : cut(fold(safeText(remedy), style.width, `    ${style.arrow} `, "      "), style)),
	];
}

const MARKS = { error: "fails", warning: "at-risk", info: "unknown" } as const;

function cut(lines: readonly string[], style: Style): string[] {
	if (lines.length <= MAX_FOLDED) return [...lines];
	return [...lines.slice(0, MAX_FOLDED - 1), `${lines[MAX_FOLDED - 1] ?? ""} ${style.more}`];
}
