import type { ByteSource } from "./byte-source.ts";

const BLOCK_BYTES = 4096;
const SLOTS = 32;
const LIVE_CACHES = 64;

/** Caches that hold blocks, oldest first: bounds what all open files together keep (64 x 128 KiB). */
const live: BlockCache[] = [];

/** Turns many small reads of one file into few: a direct-mapped cache of 4 KiB blocks.
 *  Errors: whatever the source throws. */
export class BlockCache {
	readonly #source: ByteSource;
	readonly #blocks: (Buffer | undefined)[] = [];
	readonly #numbers: number[] = [];
	#live = false;

	constructor(source: ByteSource) {
		this.#source = source;
	}

	/** The bytes of [offset, offset + length), cut short at the end of the file. */
	read(offset: number, length: number): Buffer {
		const number = Math.floor(offset / BLOCK_BYTES);
		const start = offset - number * BLOCK_BYTES;
		if (this.#source.resident || length > BLOCK_BYTES) return this.#source.read(offset, length);
		const first = this.#block(number).subarray(start, start + length);
		if (start + length <= BLOCK_BYTES) return first;
		return Buffer.concat([first, this.#block(number + 1).subarray(0, start + length - BLOCK_BYTES)]);
	}

	#block(number: number): Buffer {
		const slot = number % SLOTS;
		const held = this.#blocks[slot];
		if (held !== undefined && this.#numbers[slot] === number) return held;
		const block = this.#source.read(number * BLOCK_BYTES, BLOCK_BYTES);
		this.#join();
		this.#blocks[slot] = block;
		this.#numbers[slot] = number;
		return block;
	}

	#join(): void {
		if (this.#live) return;
		this.#live = true;
		live.push(this);
		const oldest = live.length > LIVE_CACHES ? live.shift() : undefined;
		if (oldest !== undefined) oldest.#forget();
	}

	#forget(): void {
		this.#live = false;
		this.#blocks.length = 0;
		this.#numbers.length = 0;
	}
}
