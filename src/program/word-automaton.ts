/** Finds many words in one pass over any number of bytes: an Aho-Corasick automaton whose transition table is filled in
 *  as it is used, because a scan meets few of its states and a short one should not pay for all.
 *  Time: one table look-up per byte, whatever the number of words. Words that are suffixes of others are found too. */
export interface WordAutomaton {
	readonly words: readonly string[];
	/** Where a scan begins. */
	readonly start: number;
	/** Runs over bytes[from, to) from a state and calls `found` with the word's index and the position behind it.
	 *  Gives the state for the next stretch. */
	run(state: number, bytes: Uint8Array, from: number, to: number, found: (word: number, end: number) => void): number;
}

/** Builds the automaton. Words are latin1: one character is one byte. */
export function wordAutomaton(words: readonly string[]): WordAutomaton {
	const nodes = linked(buildTrie(words));
	const rows = new Map(inOrder(nodes).map((node, index) => [node, (index + 1) << 8]));
	const byRow = [...rows.keys()];
	const root = nodes[0] ?? newNode();
	const start = rows.get(root) ?? 0;
	const firstFinal = (byRow.filter(({ words }) => words.length === 0).length + 1) << 8;
	// A state is the start of its row; 0 is no state, but an entry that has not been looked at.
	const table = new Uint32Array((nodes.length + 1) << 8);
	const fill = (state: number, byte: number): number => {
		const node = byRow[(state >> 8) - 1] ?? root;
		const next = rows.get(step(node, byte, root)) ?? start;
		table[state | byte] = next;
		return next;
	};
	return {
		words,
		start,
		run(state, bytes, from, to, found) {
			let current = state;
			for (let position = from; position < to; position += 1) {
				// Most bytes begin no word; looking at them one by one needs no answer about the one before.
				if (current === start) {
					while (position < to && table[start | (bytes[position] ?? 0)] === start) position += 1;
					if (position >= to) return start;
				}
				const byte = bytes[position] ?? 0;
				current = table[current | byte] || fill(current, byte);
				if (current < firstFinal) continue;
				for (const word of byRow[(current >> 8) - 1]?.words ?? []) found(word, position + 1);
			}
			return current;
		},
	};
}

interface TrieNode {
	readonly children: Map<number, TrieNode>;
	/** Words that end here. */
	words: readonly number[];
	/** The node of the longest proper suffix; absent for the root. */
	suffix?: TrieNode;
}

function newNode(): TrieNode {
	return { children: new Map(), words: [] };
}

function buildTrie(words: readonly string[]): TrieNode {
	const root = newNode();
	for (const [index, word] of words.entries()) {
		let node = root;
		for (const byte of Buffer.from(word, "latin1")) {
			const next = node.children.get(byte) ?? newNode();
			node.children.set(byte, next);
			node = next;
		}
		node.words = [...node.words, index];
	}
	return root;
}

/** All nodes in breadth-first order, each linked to its longest proper suffix and with that one's words added. */
function linked(root: TrieNode): readonly TrieNode[] {
	const nodes = [root];
	for (const node of nodes) {
		for (const [byte, child] of node.children) {
			child.suffix = node.suffix === undefined ? root : step(node.suffix, byte, root);
			child.words = [...child.words, ...child.suffix.words];
			nodes.push(child);
		}
	}
	return nodes;
}

function step(from: TrieNode, byte: number, root: TrieNode): TrieNode {
	for (let node: TrieNode | undefined = from; node !== undefined; node = node.suffix) {
		const next = node.children.get(byte);
		if (next !== undefined) return next;
	}
	return root;
}

/** Nodes in which words end stand last, so that one comparison tells them. */
function inOrder(nodes: readonly TrieNode[]): readonly TrieNode[] {
	return [...nodes.filter(({ words }) => words.length === 0), ...nodes.filter(({ words }) => words.length > 0)];
}
