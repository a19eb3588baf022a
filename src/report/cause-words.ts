import { RULES } from "../rules/registry.ts";
import { causesOf } from "../verdict/causes.ts";
import type { Cause, Report } from "../verdict/report.ts";

/** Names listed in a line before the rest is counted. */
const MAX_NAMES = 3;

/** The causes of a report, also of one that was written without them. */
export function causesIn({ causes, subjects = [] }: WithCauses): readonly Cause[] {
	return causes ?? causesOf(subjects);
}

/** A report, or what else has causes. */
export type WithCauses = Partial<Pick<Report, "causes" | "subjects">>;

/** One cause and the targets that share it; the counts are those of the target on which it blocks most. */
export interface SharedCause {
	readonly cause: Cause;
	readonly targets: readonly string[];
}

/** Causes of different targets that are about the same put together, what blocks most first. */
export function sharedCauses(report: WithCauses): readonly SharedCause[] {
	const shared = new Map<string, SharedCause>();
	for (const cause of causesIn(report)) {
		const key = JSON.stringify([cause.rule, cause.about, cause.about.length === 0 ? cause.remedies : []]);
		const known = shared.get(key);
		shared.set(key, { cause: known?.cause ?? cause, targets: [...(known?.targets ?? []), cause.target] });
	}
	return [...shared.values()];
}

/** The rule's title, and what it is about: `A needed library is not on the target: libX11.so.6`. */
export function causeHeadline({ rule, about }: Cause): string {
	const title = RULES.find(({ id }) => id === rule)?.title ?? rule;
	return about.length === 0 ? title : `${title}: ${inShort(about)}`;
}

/** How much hangs on it: `23 files (2 programs) from npm sharp; fix this and 17 of them run`. */
export function causeReach({ count, programs, soleBlockerOf, severity, from = [] }: Cause): string {
	const files = count === 1 ? "1 file" : `${count} files`;
	const kinds = programs === 0 || programs === count ? files : `${files} (${programs} programs)`;
	const source = from.length === 0 ? "" : ` from ${inShort(from)}`;
	return `${kinds}${source}${mended(severity, count, soleBlockerOf)}`;
}

function mended(severity: Cause["severity"], count: number, soleBlockerOf: number): string {
	if (severity !== "error" || count === 1 || soleBlockerOf === 0) return "";
	return `; fix this and ${soleBlockerOf === count ? "all" : soleBlockerOf} of them run`;
}

function inShort(names: readonly string[]): string {
	const shown = names.slice(0, MAX_NAMES).join(", ");
	return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}
