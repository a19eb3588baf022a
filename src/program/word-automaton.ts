/** Finds many words in one pass over any number of bytes: an Aho-Corasick automaton with a full transition table.
 *  Time: one table look-up per byte, whatever the number of words. Words that are suffixes of others are found too. */
export interface WordAutomaton {
	readonly words: readonly string[];
	/** Runs over bytes[from, to) from `state` (0 at first) and calls `found` with the word's index and the position
	 *  behind it. Gives the state for the next stretch. */
	run(state: number, bytes: Uint8Array, from: number, to: number, found: (word: number, end: number) => void): number;
}

/** Builds the automaton. Words are latin1: one character is one byte. */
export function wordAutomaton(words: readonly string[]): WordAutomaton {
	const trie = buildTrie(words);
	const { transitions, outputs } = complete(trie);
	return {
		words,
		run(state, bytes, from, to, found) {
			let current = state;
			for (let position = from; position < to; position += 1) {
				current = transitions[(current << 8) | (bytes[position] ?? 0)] ?? 0;
				const ends = outputs[current];
				if (ends !== undefined) for (const word of ends) found(word, position + 1);
			}
			return current;
		},
	};
}

interface Trie {
	readonly transitions: Uint16Array;
	readonly outputs: (number[] | undefined)[];
	readonly states: number;
}

function buildTrie(words: readonly string[]): Trie {
	const most = words.reduce((sum, word) => sum + word.length, 1);
	if (most > 0xffff) throw new RangeError("too many words for one automaton");
	const transitions = new Uint16Array(most << 8);
	const outputs: (number[] | undefined)[] = [];
	let states = 1;
	for (const [index, word] of words.entries()) {
		let state = 0;
		for (let at = 0; at < word.length; at += 1) {
			const slot = (state << 8) | (word.charCodeAt(at) & 0xff);
			if (transitions[slot] === 0) transitions[slot] = states++;
			state = transitions[slot] ?? 0;
		}
		outputs[state] = [...(outputs[state] ?? []), index];
	}
	return { transitions, outputs, states };
}

/** Replaces the missing transitions by those of the longest proper suffix, in breadth-first order. */
function complete({ transitions, outputs, states }: Trie): Pick<Trie, "transitions" | "outputs"> {
	const suffix = new Uint16Array(states);
	const queue = [0];
	for (let head = 0; head < queue.length; head += 1) {
		const state = queue[head] ?? 0;
		const fallback = suffix[state] ?? 0;
		for (let byte = 0; byte < 256; byte += 1) {
			const next = transitions[(state << 8) | byte] ?? 0;
			const viaSuffix = state === 0 ? 0 : (transitions[(fallback << 8) | byte] ?? 0);
			if (next === 0) transitions[(state << 8) | byte] = viaSuffix;
			else {
				suffix[next] = viaSuffix;
				const inherited = outputs[viaSuffix];
				if (inherited !== undefined) outputs[next] = [...(outputs[next] ?? []), ...inherited];
				queue.push(next);
			}
		}
	}
	return { transitions, outputs };
}
