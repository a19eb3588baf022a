import type { ByteSource } from "../../bytes/byte-source.ts";

const PAGE_BYTES = 32 << 10;
/** Pages kept at a time: 16 MiB. */
const MOST_PAGES = 512;

/** Pages of a profile that were read. A cache of its own: data of targets are asked for all the time, while files that
 *  are inspected come and go. */
export class PageCache {
	readonly #source: ByteSource;
	readonly #pages = new Map<number, Buffer>();

	constructor(source: ByteSource) {
		this.#source = source;
	}

	/** The bytes of [offset, offset + length), fewer at the end of the file. What spans pages is read by itself. */
	read(offset: number, length: number): Buffer {
		const number = Math.floor(offset / PAGE_BYTES);
		const start = offset - number * PAGE_BYTES;
		if (this.#source.inMemory || start + length > PAGE_BYTES) return this.#source.read(offset, length);
		return this.#page(number).subarray(start, start + length);
	}

	/** The page that holds an offset, and where the offset is in it. */
	around(offset: number): { readonly page: Buffer; readonly at: number } {
		if (this.#source.inMemory) return { page: this.#source.read(0, this.#source.size), at: offset };
		const number = Math.floor(offset / PAGE_BYTES);
		return { page: this.#page(number), at: offset - number * PAGE_BYTES };
	}

	#page(number: number): Buffer {
		const known = this.#pages.get(number);
		if (known !== undefined) return known;
		if (this.#pages.size >= MOST_PAGES) this.#pages.clear();
		const page = this.#source.read(number * PAGE_BYTES, PAGE_BYTES);
		this.#pages.set(number, page);
		return page;
	}
}
