import type { ArenaBuffer } from "./arena-buffer.ts";

interface Place {
	readonly start: number;
	readonly end: number;
}

/** Memory in which files take turns, round and round: who comes next drives out whoever stands where it goes, which is
 *  never one of the last two where nobody takes more than a quarter. */
export class Arena {
	readonly #sizeBytes: number;
	#memory: Buffer | undefined;
	/** Oldest first, which is the order in which they stand from `#next` on, round the end. */
	readonly #tenants = new Map<ArenaBuffer, Place>();
	#next = 0;

	/** Nothing is allocated before it is needed. */
	constructor(sizeBytes: number) {
		this.#sizeBytes = sizeBytes;
	}

	/** Room for `sizeBytes`, no more than the arena has, until `tenant` is told to leave. */
	place(tenant: ArenaBuffer, sizeBytes: number): Buffer {
		if (this.#next + sizeBytes > this.#sizeBytes) this.#turn();
		const place = { start: this.#next, end: this.#next + sizeBytes };
		this.#clear(place);
		this.#next = place.end;
		this.#tenants.delete(tenant);
		this.#tenants.set(tenant, place);
		this.#memory ??= Buffer.allocUnsafeSlow(this.#sizeBytes);
		return this.#memory.subarray(place.start, place.end);
	}

	/** Goes on at the start: nobody stays behind at the end. */
	#turn(): void {
		this.#clear({ start: this.#next, end: this.#sizeBytes });
		this.#next = 0;
	}

	#clear({ start, end }: Place): void {
		for (const [tenant, place] of this.#tenants) {
			if (place.start >= end || place.end <= start) break;
			this.#tenants.delete(tenant);
			tenant.leave();
		}
	}
}
