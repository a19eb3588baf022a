/** A set of small numbers. */
export class Bits {
	readonly #words: Uint32Array;

	constructor(size: number | Uint32Array) {
		this.#words = typeof size === "number" ? new Uint32Array((size + 31) >>> 5) : size;
	}

	set(at: number): void {
		this.#words[at >>> 5] = (this.#words[at >>> 5] ?? 0) | (1 << (at & 31));
	}

	copy(): Bits {
		return new Bits(this.#words.slice());
	}

	add({ words }: Bits): void {
		for (let at = 0; at < words.length; at += 1) this.#words[at] = (this.#words[at] ?? 0) | (words[at] ?? 0);
	}

	remove({ words }: Bits): void {
		for (let at = 0; at < words.length; at += 1) this.#words[at] = (this.#words[at] ?? 0) & ~(words[at] ?? 0);
	}

	get words(): Uint32Array {
		return this.#words;
	}

	list(): number[] {
		const found: number[] = [];
		for (const [index, word] of this.#words.entries()) {
			for (let rest = word; rest !== 0; rest &= rest - 1) found.push(index * 32 + 31 - Math.clz32(rest & -rest));
		}
		return found;
	}
}
