import { type ArenaBuffer, NO_BUFFER } from "./arena-buffer.ts";
import type { ByteSource } from "./byte-source.ts";

/** Small reads are answered from blocks of this size, which start at its multiples. */
export const BLOCK_BYTES = 8192;
/** What all caches together may hold: a run over thousands of files keeps no more than this. */
const MAX_LIVE_BYTES = 4 << 20;

/** Some bytes of a file, and where they start in it. */
export interface Window {
	readonly bytes: Buffer;
	readonly offset: number;
}

/** Caches that hold blocks, oldest first, and their bytes. */
const live = new Set<BlockCache>();
let liveBytes = 0;

/** Turns many small reads of one file into few: everything read lately is kept, in blocks of 8 KiB.
 *  Errors: whatever the source throws. */
export class BlockCache {
	readonly #source: ByteSource;
	readonly #blocks = new Map<number, Buffer>();
	#bytes = 0;

	/** See {@link ByteSource.residence}. */
	readonly arenaBuffer: ArenaBuffer;

	constructor(source: ByteSource) {
		this.#source = source;
		this.arenaBuffer = source.arenaBuffer ?? NO_BUFFER;
	}

	/** Bytes around [offset, offset + length), cut short at the end of the file: as many as come for free.
	 *  They are good until another file is read; what is kept is to come from {@link lastingWindow}. */
	window(offset: number, length: number): Window {
		this.arenaBuffer.load();
		const { bytes } = this.arenaBuffer;
		return bytes === undefined ? this.lastingWindow(offset, length) : { bytes, offset: 0 };
	}

	/** As {@link window}, of bytes that stay as they are. */
	lastingWindow(offset: number, length: number): Window {
		if (this.#source.inMemory) return { bytes: this.#source.read(0, this.#source.size), offset: 0 };
		const number = Math.floor(offset / BLOCK_BYTES);
		const start = number * BLOCK_BYTES;
		if (offset + length <= start + BLOCK_BYTES) return { bytes: this.#block(number), offset: start };
		if (length > BLOCK_BYTES) return { bytes: this.#source.read(offset, length), offset };
		return { bytes: Buffer.concat([this.#block(number), this.#block(number + 1)]), offset: start };
	}

	#block(number: number): Buffer {
		const held = this.#blocks.get(number);
		if (held !== undefined) return held;
		const block = this.#source.read(number * BLOCK_BYTES, BLOCK_BYTES);
		this.#keep(number, block);
		return block;
	}

	#keep(number: number, block: Buffer): void {
		for (const oldest of live) {
			if (liveBytes + block.length <= MAX_LIVE_BYTES) break;
			oldest.#forget();
		}
		live.add(this);
		this.#blocks.set(number, block);
		this.#bytes += block.length;
		liveBytes += block.length;
	}

	#forget(): void {
		live.delete(this);
		liveBytes -= this.#bytes;
		this.#bytes = 0;
		this.#blocks.clear();
	}
}
