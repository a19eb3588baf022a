/** How many names a message spells out before it counts the rest. */
const SPELLED_OUT = 4;
/** How many names a finding's evidence holds; the report's `missing` is always complete. */
const IN_EVIDENCE = 100;

/** Names without repetition, by UTF-16 code unit. */
export function sorted(names: Iterable<string>): readonly string[] {
	return [...new Set(names)].sort();
}

/** `a, b and 12 more`: a list of names as a sentence can bear it. */
export function spelled(names: readonly string[]): string {
	if (names.length <= SPELLED_OUT) return joined(names);
	return `${names.slice(0, SPELLED_OUT).join(", ")} and ${names.length - SPELLED_OUT} more`;
}

function joined(names: readonly string[]): string {
	const last = names.at(-1) ?? "";
	return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** Names for a finding's evidence: sorted and capped, with the full number beside them when some were cut. */
export function listed(key: string, names: Iterable<string>): Readonly<Record<string, unknown>> {
	const all = sorted(names);
	if (all.length <= IN_EVIDENCE) return { [key]: all };
	return { [key]: all.slice(0, IN_EVIDENCE), [`${key}Total`]: all.length };
}
