import type { ByteReader } from "./byte-reader.ts";
import { type ByteLayout, ByteView } from "./byte-view.ts";
import { ElfFormatError } from "./elf-format-error.ts";
import { decodeText } from "./text.ts";

const FIRST_LOOK_BYTES = 128;

/** A stretch of memory as a loader would map it: bytes of the file, then zeros.
 *  Positions are relative to its start. Errors: ElfFormatError "out-of-bounds", "truncated" or "bad-string". */
export class Region {
	/** Bytes that come from the file. */
	readonly fileBytes: number;
	/** Bytes in all, the zeros behind the file bytes included. */
	readonly length: number;
	readonly layout: ByteLayout;
	readonly #reader: ByteReader;
	readonly #offset: number;
	readonly #structure: string;

	constructor(reader: ByteReader, offset: number, fileBytes: number, zeroBytes: number, structure: string) {
		this.#reader = reader;
		this.#offset = offset;
		this.#structure = structure;
		this.layout = reader.layout;
		this.fileBytes = fileBytes;
		this.length = fileBytes + zeroBytes;
	}

	/** The bytes of [at, at + length). Callers ask for bounded lengths: what lies in the zeros is allocated. */
	view(at: number, length: number): ByteView {
		if (!(at >= 0 && length >= 0 && at + length <= this.length)) {
			throw this.error("out-of-bounds", at, `${length} bytes pass the end of what is mapped`);
		}
		if (at + length <= this.fileBytes) return this.#reader.view(this.#offset + at, length, this.#structure);
		return this.#viewWithZeros(at, length);
	}

	/** As {@link view}, but cut short at the end of the region and at the end of the file. */
	viewUpTo(at: number, length: number): ByteView {
		const fileEnd = Math.min(this.fileBytes, this.#reader.size - this.#offset);
		const end = fileEnd < this.fileBytes ? fileEnd : this.length;
		return this.view(at, Math.min(length, Math.max(0, end - at)));
	}

	/** The text at `at` up to its NUL (or to the zeros behind the file bytes).
	 *  Errors: ElfFormatError "bad-string" when it is longer than `limit` bytes or has no end. */
	text(at: number, limit: number): string {
		if (at >= this.fileBytes && at < this.length) return "";
		const available = Math.min(this.fileBytes, this.#reader.size - this.#offset) - at;
		for (let length = FIRST_LOOK_BYTES; ; length *= 4) {
			const view = this.view(at, Math.min(length, limit + 1, available));
			const end = view.find(0);
			if (end >= 0) return decodeText(view.bytes(0, end));
			if (view.length < length) return this.#unendedText(at, view);
		}
	}

	#unendedText(at: number, view: ByteView): string {
		const zerosFollow = at + view.length === this.fileBytes && this.length > this.fileBytes;
		if (zerosFollow) return decodeText(view.bytes(0, view.length));
		throw this.error("bad-string", at, "text too long or without end");
	}

	/** An error about this region. */
	error(code: string, at: number, detail: string): ElfFormatError {
		return new ElfFormatError(code, this.#structure, this.#offset + at, detail);
	}

	#viewWithZeros(at: number, length: number): ByteView {
		const bytes = Buffer.alloc(length);
		const fromFile = Math.max(0, this.fileBytes - at);
		if (fromFile > 0)
			this.#reader
				.view(this.#offset + at, fromFile, this.#structure)
				.bytes(0, fromFile)
				.copy(bytes);
		return new ByteView(bytes, this.#reader.layout, this.#offset + at, this.#structure);
	}
}
