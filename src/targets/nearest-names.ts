const mostNamed = 3;

/** Names that differ from one by a few letters, nearest first. Shape: at most three. */
export function nearestNames(name: string, known: Iterable<string>): readonly string[] {
	const wanted = name.toLowerCase();
	const limit = Math.max(2, Math.floor(wanted.length / 3));
	return [...new Set(known)]
		.map((each) => ({ name: each, distance: editDistance(wanted, each.toLowerCase()) }))
		.filter(({ distance }) => distance <= limit)
		.sort((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
		.slice(0, mostNamed)
		.map((each) => each.name);
}

/** Levenshtein distance. */
function editDistance(left: string, right: string): number {
	let row = Array.from({ length: right.length + 1 }, (_, index) => index);
	for (let i = 0; i < left.length; i += 1) {
		const next = [i + 1];
		for (let j = 0; j < right.length; j += 1) {
			const swap = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1);
			next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
		}
		row = next;
	}
	return row[right.length] ?? 0;
}
