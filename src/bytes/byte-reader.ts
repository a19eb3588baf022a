import type { ArenaBuffer } from "./arena-buffer.ts";
import { BlockCache, type Window } from "./block-cache.ts";
import type { ByteSource } from "./byte-source.ts";
import { type ByteLayout, ByteView } from "./byte-view.ts";
import { ElfFormatError } from "./elf-format-error.ts";

/** Reads parts of a {@link ByteSource}, within its bounds and never more than asked for.
 *  Errors: ElfFormatError "truncated", "out-of-bounds" or "unreadable"; no method throws anything else. */
export class ByteReader {
	readonly layout: ByteLayout;
	/** Length of the file in bytes. */
	readonly size: number;
	/** Where the file is in memory, while it is. */
	readonly arenaBuffer: ArenaBuffer;
	readonly #cache: BlockCache;

	constructor(source: ByteSource, layout: ByteLayout) {
		this.layout = layout;
		this.size = source.size;
		this.#cache = new BlockCache(source);
		this.arenaBuffer = this.#cache.arenaBuffer;
	}

	/** The bytes of [offset, offset + length), all of them. */
	view(offset: number, length: number, structure: string): ByteView {
		const window = this.window(offset, length, structure);
		const start = offset - window.offset;
		return new ByteView(window.bytes.subarray(start, start + length), this.layout, offset, structure);
	}

	/** As {@link view}, but cut short at the end of the file. */
	viewUpTo(offset: number, length: number, structure: string): ByteView {
		this.#checkBounds(offset, 0, structure);
		return this.view(offset, Math.min(length, this.size - offset), structure);
	}

	/** Bytes that hold [offset, offset + length) and whatever around them is at hand, good until another file is read. */
	window(offset: number, length: number, structure: string): Window {
		this.#checkBounds(offset, length, structure);
		return this.#whole(this.#read(offset, length, structure, false), offset, length, structure);
	}

	/** As {@link window}, of bytes that stay as they are. */
	lastingWindow(offset: number, length: number, structure: string): Window {
		this.#checkBounds(offset, length, structure);
		return this.#whole(this.#read(offset, length, structure, true), offset, length, structure);
	}

	#whole(window: Window, offset: number, length: number, structure: string): Window {
		const missing = offset + length - window.offset - window.bytes.length;
		if (missing <= 0) return window;
		throw new ElfFormatError("truncated", structure, offset, `${missing} of ${length} bytes cannot be read`);
	}

	#checkBounds(offset: number, length: number, structure: string): void {
		const sane = Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0;
		if (sane && offset + length <= this.size) return;
		const detail = `${length} bytes pass the end of the file (0x${this.size.toString(16)})`;
		throw new ElfFormatError("out-of-bounds", structure, offset, detail);
	}

	#read(offset: number, length: number, structure: string, lasting: boolean): Window {
		try {
			return lasting ? this.#cache.lastingWindow(offset, length) : this.#cache.window(offset, length);
		} catch (error) {
			throw new ElfFormatError("unreadable", structure, offset, `it cannot be read: ${reasonOf(error)}`);
		}
	}
}

/** What is wrong, without the name of the file, where the error keeps them apart. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return "detail" in error ? String(error.detail) : error.message;
}
