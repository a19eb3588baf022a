/** Known names close to a mistyped one: at most three, nearest first, none farther than a third of its length. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
	const limit = Math.max(2, Math.floor(name.length / 3));
	return known
		.map((candidate) => ({ candidate, distance: editDistance(name, candidate, limit) }))
		.filter(({ distance }) => distance <= limit)
		.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
		.slice(0, 3)
		.map(({ candidate }) => candidate);
}

/** Levenshtein distance; `limit + 1` for anything beyond the limit by length alone. */
function editDistance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) > limit) return limit + 1;
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i += 1) {
		const next = [i];
		for (let j = 1; j <= b.length; j += 1) {
			const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? limit + 1;
}
