/** A stream of numbers that is the same for the same seed, everywhere. */
export interface Random {
	/** A whole number in [0, below). */
	below(below: number): number;
	/** One of the list's members. */
	pick<T>(list: readonly [T, ...T[]]): T;
}

/** splitmix32 over two seeds: one for the run, one for the file. */
export function random(seed: number, index: number): Random {
	let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
	function next(): number {
		state = (state + 0x9e3779b9) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
		mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
		return (mixed ^ (mixed >>> 15)) >>> 0;
	}
	return {
		below: (below) => Math.floor((next() / 0x1_0000_0000) * below),
		pick: (list) => list[Math.floor((next() / 0x1_0000_0000) * list.length)] ?? list[0],
	};
}
