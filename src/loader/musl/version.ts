/** Whether a musl release is the given one or later. A release that is not known counts as the newest. */
export function isAtLeast(version: string | undefined, wanted: string): boolean {
	if (version === undefined) return true;
	const [have, need] = [numbers(version), numbers(wanted)];
	for (const [index, part] of need.entries()) {
		const difference = (have[index] ?? 0) - part;
		if (difference !== 0) return difference > 0;
	}
	return true;
}

function numbers(version: string): readonly number[] {
	return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
