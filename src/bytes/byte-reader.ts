import { BlockCache } from "./block-cache.ts";
import type { ByteSource } from "./byte-source.ts";
import { type ByteLayout, ByteView } from "./byte-view.ts";
import { ElfFormatError } from "./elf-format-error.ts";

/** Reads views out of a {@link ByteSource}, within its bounds and never more than asked for.
 *  Errors: ElfFormatError "truncated", "out-of-bounds" or "unreadable"; no method throws anything else. */
export class ByteReader {
	readonly layout: ByteLayout;
	/** Length of the file in bytes. */
	readonly size: number;
	readonly #cache: BlockCache;

	constructor(source: ByteSource, layout: ByteLayout) {
		this.layout = layout;
		this.size = source.size;
		this.#cache = new BlockCache(source);
	}

	/** The bytes of [offset, offset + length), all of them. */
	view(offset: number, length: number, structure: string): ByteView {
		this.#checkBounds(offset, length, structure);
		const bytes = this.#read(offset, length, structure);
		if (bytes.length === length) return new ByteView(bytes, this.layout, offset, structure);
		throw new ElfFormatError("truncated", structure, offset, `needs ${length} bytes, the file gives ${bytes.length}`);
	}

	/** As {@link view}, but cut short at the end of the file. */
	viewUpTo(offset: number, length: number, structure: string): ByteView {
		this.#checkBounds(offset, 0, structure);
		return this.view(offset, Math.min(length, this.size - offset), structure);
	}

	#checkBounds(offset: number, length: number, structure: string): void {
		const sane = Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0;
		if (sane && offset + length <= this.size) return;
		const detail = `${length} bytes pass the end of the file (0x${this.size.toString(16)})`;
		throw new ElfFormatError("out-of-bounds", structure, offset, detail);
	}

	#read(offset: number, length: number, structure: string): Buffer {
		try {
			return this.#cache.read(offset, length);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new ElfFormatError("unreadable", structure, offset, reason);
		}
	}
}
