/** Remembers the values that were used last. */
export class Recent<Key, Value> {
	readonly #most: number;
	readonly #mostWeight: number;
	readonly #weigh: (key: Key) => number;
	readonly #values = new Map<Key, Value>();
	#weight = 0;

	/** `most`: how many are remembered. `mostWeight`: how much they may weigh together; the latest one always stays. */
	constructor(most: number, mostWeight = Number.POSITIVE_INFINITY, weigh: (key: Key) => number = () => 0) {
		this.#most = most;
		this.#mostWeight = mostWeight;
		this.#weigh = weigh;
	}

	/** The value of a key, made when it is not remembered. */
	get(key: Key, make: () => Value): Value {
		const known = this.#values.get(key);
		const value = known ?? make();
		if (known !== undefined) this.#forget(key);
		this.#values.set(key, value);
		this.#weight += this.#weigh(key);
		for (const oldest of this.#values.keys()) {
			if (this.#isLight() || oldest === key) break;
			this.#forget(oldest);
		}
		return value;
	}

	#isLight(): boolean {
		return this.#values.size <= this.#most && this.#weight <= this.#mostWeight;
	}

	#forget(key: Key): void {
		if (this.#values.delete(key)) this.#weight -= this.#weigh(key);
	}
}
