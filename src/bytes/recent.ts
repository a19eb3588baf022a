/** Remembers the values that were used last. */
export class Recent<Key, Value> {
	readonly #most: number;
	readonly #values = new Map<Key, Value>();

	/** `most`: how many are remembered. */
	constructor(most: number) {
		this.#most = most;
	}

	/** The value of a key, made when it is not remembered. */
	get(key: Key, make: () => Value): Value {
		const known = this.#values.get(key);
		const value = known ?? make();
		if (known !== undefined) this.#values.delete(key);
		this.#values.set(key, value);
		if (this.#values.size > this.#most) this.#forgetOldest();
		return value;
	}

	#forgetOldest(): void {
		for (const key of this.#values.keys()) {
			this.#values.delete(key);
			return;
		}
	}
}
