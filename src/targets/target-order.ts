/** The order in which targets are listed: families by name, in each the newest first (`alpine:edge`, `alpine:3.24`,
 *  ..., `alpine:3.6`). A comparison for sort(). */
export function compareTargetNames(left: string, right: string): number {
	const [family, other] = [familyOf(left), familyOf(right)];
	if (family !== other) return family < other ? -1 : 1;
	return newestFirst.compare(right, left);
}

const newestFirst = new Intl.Collator("en", { numeric: true });

/** `distroless/cc-debian13` is of the family `distroless/cc-debian`. */
function familyOf(name: string): string {
	return name.split(":")[0]?.replace(/\d+$/, "") ?? "";
}
