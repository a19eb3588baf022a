/** Finds many words in one pass that skips most bytes (Wu and Manber, "A fast algorithm for multi-pattern searching",
 *  1994): where two neighbouring bytes stand in no word, none can begin at the places before them.
 *  Time: less than one table look-up per byte, whatever the number of words. */
export interface WordSearch {
	readonly words: readonly string[];
	/** Calls `found` with the index of each word that ends behind `from` and not behind `to`, and the position behind it.
	 *  Words may begin before `from`, and stand in each other. */
	find(bytes: Uint8Array, from: number, to: number, found: (word: number, end: number) => void): void;
}

/** A longer start of a word tells no more. */
const MOST_START_BYTES = 4;

/** Prepares a search. Words are latin1 (one character is one byte), of two bytes at least. */
export function wordSearch(words: readonly string[]): WordSearch {
	const encoded = words.map((word) => Buffer.from(word, "latin1"));
	const startBytes = Math.min(MOST_START_BYTES, ...encoded.map(({ length }) => length));
	if (startBytes < 2) throw new Error("a word of less than two bytes");
	const longest = Math.max(0, ...encoded.map(({ length }) => length));
	const skips = skipTable(encoded, startBytes);
	const byStart = wordsByStart(encoded, startBytes);
	return {
		words,
		find(bytes, from, to, found) {
			for (let last = Math.max(0, from - longest + 1) + startBytes - 1; last < to; ) {
				const skip = skips[((bytes[last - 1] ?? 0) << 8) | (bytes[last] ?? 0)] ?? 0;
				if (skip > 0) {
					last += skip;
					continue;
				}
				const start = last - startBytes + 1;
				for (const word of byStart.get(startAt(bytes, start, startBytes)) ?? []) {
					const end = start + (encoded[word]?.length ?? 0);
					if (end > from && end <= to && standsAt(encoded[word], bytes, start)) found(word, end);
				}
				last += 1;
			}
		},
	};
}

/** By two neighbouring bytes: how far they are, at least, from where they would end the start of a word. */
function skipTable(words: readonly Buffer[], startBytes: number): Uint8Array {
	const skips = new Uint8Array(1 << 16).fill(startBytes - 1);
	for (const word of words) {
		for (let at = 1; at < startBytes; at += 1) {
			const pair = ((word[at - 1] ?? 0) << 8) | (word[at] ?? 0);
			skips[pair] = Math.min(skips[pair] ?? 0, startBytes - 1 - at);
		}
	}
	return skips;
}

function wordsByStart(words: readonly Buffer[], startBytes: number): ReadonlyMap<number, readonly number[]> {
	const byStart = new Map<number, number[]>();
	for (const [index, word] of words.entries()) {
		const start = startAt(word, 0, startBytes);
		byStart.set(start, [...(byStart.get(start) ?? []), index]);
	}
	return byStart;
}

/** The first bytes from `at` on as one number. */
function startAt(bytes: Uint8Array, at: number, startBytes: number): number {
	let start = 0;
	for (let index = at; index < at + startBytes; index += 1) start = (start << 8) | (bytes[index] ?? 0);
	return start;
}

function standsAt(word: Buffer | undefined, bytes: Uint8Array, start: number): boolean {
	return word?.every((byte, at) => bytes[start + at] === byte) === true;
}
