import type { Change, Comparison } from "../../verdict/comparison.ts";
import { sharedCauses } from "../cause-words.ts";
import type { RenderOptions } from "../renderer.ts";
import { safeText } from "../safe-text.ts";
import { causeLines } from "../text/causes.ts";
import { fold, type Style, styleOf } from "../text/style.ts";

/** Changes of one kind listed before the rest is counted. */
const MAX_LISTED = 5;
/** Lines of causes on the first screen. */
const CAUSE_LINES = 20;

/** What is compared, as the user named it. */
export interface ComparedNames {
	readonly old: string;
	readonly now: string;
}

/** One line that says how many files break, then why, then the other changes. */
export function renderDiffText(comparison: Comparison, names: ComparedNames, options: RenderOptions): string {
	const style = styleOf(options);
	const lines = options.verbose ? Number.POSITIVE_INFINITY : CAUSE_LINES;
	return `${[
		style.bold(`${safeText(names.old)} ${style.arrow} ${safeText(names.now)}`),
		...fold(headline(comparison), style.width, "  ", "  "),
		...causeLines({ causes: comparison.causes }, lines, style),
		...section("Newly fails", comparison.newlyFails, options, style),
		...section("Newly at risk", comparison.newlyAtRisk, options, style),
		...section("Fails for another reason", comparison.otherCause, options, style),
		...section("Fixed", comparison.fixed, options, style),
	].join("\n")}\n`;
}

/** `3 of 214 files newly fail, one cause; 2 fixed`. */
export function headline(comparison: Comparison): string {
	const { newlyFails, fixed, newlyAtRisk, files, compared, removed } = comparison;
	const broken = new Set(newlyFails.map(({ path }) => path)).size;
	const causes = sharedCauses(comparison).length;
	const parts = [
		broken === 0
			? `none of ${count(files, "file")} newly fails`
			: `${broken} of ${count(files, "file")} newly ${broken === 1 ? "fails" : "fail"}, ${causes === 1 ? "one cause" : `${causes} causes`}`,
		...(fixed.length > 0 ? [`${new Set(fixed.map(({ path }) => path)).size} fixed`] : []),
		...(newlyAtRisk.length > 0 ? [`${new Set(newlyAtRisk.map(({ path }) => path)).size} newly at risk`] : []),
		...(compared < files ? [`${files - compared} added`] : []),
		...(removed.length > 0 ? [`${removed.length} removed`] : []),
	];
	return parts.join("; ");
}

function count(number: number, what: string): string {
	return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}

function section(title: string, changes: readonly Change[], options: RenderOptions, style: Style): string[] {
	if (changes.length === 0) return [];
	const shown = options.verbose ? changes : changes.slice(0, MAX_LISTED);
	const rest = changes.length - shown.length;
	return [
		"",
		style.bold(title),
		...shown.flatMap((change) => changeLines(change, style)),
		...(rest > 0 ? [style.dim(`  ${rest} more: --verbose shows all`)] : []),
	];
}

function changeLines({ path, target, was, is, message }: Change, style: Style): string[] {
	const before = was === undefined ? "new" : `was ${was}`;
	return [
		...fold(`${safeText(path)} on ${safeText(target)} (${before})`, style.width, `  ${style.mark(is)} `, "    "),
		...(message === undefined || is === "runs" ? [] : [style.dim(style.verbatim(safeText(message), "    "))]),
	];
}
