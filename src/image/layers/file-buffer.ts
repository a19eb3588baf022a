import type { ByteSource } from "../../bytes/byte-source.ts";

const pageBytes = 128 * 1024;

/** What stays for the next file: 32 MiB. */
const MOST_IDLE_PAGES = 256;

/** Memory that nobody holds a file in at the moment. */
const idle: FileBuffer[] = [];

/** Memory for a file that passes; to be given back with {@link releaseFileBuffer}, so that it serves the next layer, too. */
export function takeFileBuffer(): FileBuffer {
	return idle.pop() ?? new FileBuffer();
}

/** Gives memory back. Sources made from it are void. */
export function releaseFileBuffer(buffered: FileBuffer): void {
	buffered.clear();
	idle.push(buffered);
}

/** Memory for the file that passes, used again for the next one. It grows by pages, with what really arrives. */
export class FileBuffer {
	readonly #pages: Buffer[] = [];
	#length = 0;

	/** Bytes held. */
	get length(): number {
		return this.#length;
	}

	/** Starts anew; sources made before are void. */
	clear(): void {
		this.#length = 0;
		// A large archive comes once; its memory is not held for the next file.
		this.#pages.length = Math.min(this.#pages.length, MOST_IDLE_PAGES);
	}

	/** Takes a copy of the next bytes. */
	append(chunk: Buffer): void {
		for (let at = 0; at < chunk.length; ) {
			const page = this.#page(Math.floor(this.#length / pageBytes));
			const copied = chunk.copy(page, this.#length % pageBytes, at);
			at += copied;
			this.#length += copied;
		}
	}

	/** What is held, as a file of `size` bytes. Reads give views: whoever keeps them copies them. */
	source(name: string, size = this.#length): ByteSource {
		return {
			name,
			size,
			read: (offset, length) => this.#read(offset, Math.min(length, size - offset)),
		};
	}

	#read(offset: number, length: number): Buffer {
		const end = Math.min(this.#length, offset + length);
		if (!(offset >= 0) || !(end > offset)) return Buffer.alloc(0);
		const first = Math.floor(offset / pageBytes);
		const last = Math.floor((end - 1) / pageBytes);
		const parts: Buffer[] = [];
		for (let index = first; index <= last; index += 1) {
			const start = index * pageBytes;
			parts.push(this.#page(index).subarray(Math.max(0, offset - start), Math.min(pageBytes, end - start)));
		}
		return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
	}

	#page(index: number): Buffer {
		const page = this.#pages[index] ?? Buffer.allocUnsafeSlow(pageBytes);
		this.#pages[index] = page;
		return page;
	}
}
