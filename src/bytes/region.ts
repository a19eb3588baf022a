import { type ArenaBuffer, NO_BUFFER } from "./arena-buffer.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type ByteLayout, ByteView } from "./byte-view.ts";
import { ElfFormatError } from "./elf-format-error.ts";
import { decodeText } from "./text.ts";

const NO_BYTES = Buffer.alloc(0);
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
	readonly #arenaBuffer: ArenaBuffer;
	readonly #offset: number;
	readonly #structure: string;
	/** The bytes of this region that numbers were read from last, and their position: neighbours are read without
	 *  asking the reader again. A DataView is several times faster than Buffer's readers before they are compiled. */
	#numbers = numbersOf(NO_BYTES);
	#numbersAt = 0;
	readonly #littleEndian: boolean;

	constructor(reader: ByteReader, offset: number, fileBytes: number, zeroBytes: number, structure: string) {
		this.layout = reader.layout;
		this.#littleEndian = reader.layout.littleEndian;
		this.#reader = reader;
		this.#arenaBuffer = reader.arenaBuffer;
		this.#offset = offset;
		this.#structure = structure;
		this.fileBytes = fileBytes;
		this.length = fileBytes + zeroBytes;
	}

	/** Unsigned byte. */
	u8(at: number): number {
		const buffered = this.#buffered(at, 1);
		if (buffered !== undefined) return buffered.getUint8(this.#offset + at);
		const start = this.#locate(at, 1);
		return this.#numbers.getUint8(start);
	}

	/** Elf_Half. */
	u16(at: number): number {
		const buffered = this.#buffered(at, 2);
		if (buffered !== undefined) return buffered.getUint16(this.#offset + at, this.#littleEndian);
		const start = this.#locate(at, 2);
		return this.#numbers.getUint16(start, this.#littleEndian);
	}

	/** Elf_Word. */
	u32(at: number): number {
		const buffered = this.#buffered(at, 4);
		if (buffered !== undefined) return buffered.getUint32(this.#offset + at, this.#littleEndian);
		const start = this.#locate(at, 4);
		return this.#numbers.getUint32(start, this.#littleEndian);
	}

	/** Elf64_Xword as a number: not exact above 2^53. */
	u64(at: number): number {
		const first = this.u32(at);
		const second = this.u32(at + 4);
		return this.#littleEndian ? second * 0x100000000 + first : first * 0x100000000 + second;
	}

	/** Where it starts in the file. */
	get fileOffset(): number {
		return this.#offset;
	}

	/** File bytes that are really there: a segment may claim more than the file has. */
	get readableBytes(): number {
		return Math.max(0, Math.min(this.fileBytes, this.#reader.size - this.#offset));
	}

	/** The bytes of [at, at + length). Callers ask for bounded lengths: what lies in the zeros is allocated. */
	view(at: number, length: number): ByteView {
		this.#checkBounds(at, length);
		if (at + length <= this.fileBytes) return this.#reader.view(this.#offset + at, length, this.#structure);
		return new ByteView(this.#bytesWithZeros(at, length), this.layout, this.#offset + at, this.#structure);
	}

	/** As {@link view}, but cut short at the end of the region and at the end of the file. */
	viewUpTo(at: number, length: number): ByteView {
		const end = this.readableBytes < this.fileBytes ? this.readableBytes : this.length;
		return this.view(at, Math.min(length, Math.max(0, end - at)));
	}

	/** The text at `at` up to its NUL (or to the zeros behind the file bytes).
	 *  Errors: ElfFormatError "bad-string" when it is longer than `limit` bytes or has no end. */
	text(at: number, limit: number): string {
		const plain = this.#plainText(at, limit);
		if (plain !== undefined) return plain;
		if (at >= this.fileBytes && at < this.length) return "";
		this.#checkBounds(at, 1);
		const { bytes, offset } = this.#reader.window(this.#offset + at, 1, this.#structure);
		const start = this.#offset + at - offset;
		const end = bytes.indexOf(0, start);
		const inside = end >= 0 && end - start <= limit && end - start < this.fileBytes - at;
		return inside ? decodeText(bytes, start, end) : this.#longText(at, limit);
	}

	/** Text of plain ASCII in a file that is in memory: what nearly all names are. */
	#plainText(at: number, limit: number): string | undefined {
		const { bytes } = this.#arenaBuffer;
		if (bytes === undefined || !(at >= 0)) return undefined;
		const start = this.#offset + at;
		const stop = Math.min(this.#offset + this.fileBytes, bytes.length, start + limit + 1);
		for (let end = start; end < stop; end += 1) {
			const byte = bytes[end] ?? 0;
			if (byte === 0) return bytes.toString("latin1", start, end);
			if (byte > 0x7f) return undefined;
		}
		return undefined;
	}

	/** The whole file's numbers where it is in memory and holds all of [at, at + length); positions in it are those in
	 *  the file. Good until another file is read. */
	numbersAt(at: number, length: number): DataView | undefined {
		return this.#buffered(at, length);
	}

	/** An error about this region. */
	error(code: string, at: number, detail: string): ElfFormatError {
		return new ElfFormatError(code, this.#structure, this.#offset + at, detail);
	}

	/** Text that does not end in the window. */
	#longText(at: number, limit: number): string {
		const available = this.readableBytes - at;
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

	/** The whole file's numbers where it is in memory and [at, at + length) are bytes of it. */
	#buffered(at: number, length: number): DataView | undefined {
		if (this.#arenaBuffer === NO_BUFFER) return undefined;
		const numbers = this.#arenaBuffer.numbers ?? this.#summoned(at, length);
		const isInside = numbers !== undefined && at >= 0 && at + length <= this.fileBytes;
		return isInside && this.#offset + at + length <= numbers.byteLength ? numbers : undefined;
	}

	#summoned(at: number, length: number): DataView | undefined {
		if (at >= 0 && at + length <= this.readableBytes) this.#arenaBuffer.load();
		return this.#arenaBuffer.numbers;
	}

	/** Where [at, at + length) starts in the window, which is moved there if need be. */
	#locate(at: number, length: number): number {
		const start = at - this.#numbersAt;
		if (!(start >= 0 && start + length <= this.#numbers.byteLength)) this.#moveWindow(at, length);
		return at - this.#numbersAt;
	}

	#moveWindow(at: number, length: number): void {
		this.#checkBounds(at, length);
		if (at + length > this.fileBytes) this.#setWindow(this.#bytesWithZeros(at, length), at);
		else this.#setFileWindow(at, length);
	}

	#setFileWindow(at: number, length: number): void {
		const { bytes, offset } = this.#reader.lastingWindow(this.#offset + at, length, this.#structure);
		const first = Math.max(0, this.#offset - offset);
		const start = offset + first - this.#offset;
		this.#setWindow(bytes.subarray(first, first + this.fileBytes - start), start);
	}

	#setWindow(bytes: Buffer, at: number): void {
		this.#numbers = numbersOf(bytes);
		this.#numbersAt = at;
	}

	#checkBounds(at: number, length: number): void {
		if (at >= 0 && length >= 0 && at + length <= this.length) return;
		throw this.error("out-of-bounds", at, `${length} bytes pass the end of what is mapped`);
	}

	#bytesWithZeros(at: number, length: number): Buffer {
		const bytes = Buffer.alloc(length);
		const fromFile = Math.max(0, this.fileBytes - at);
		if (fromFile > 0)
			this.#reader
				.view(this.#offset + at, fromFile, this.#structure)
				.bytes(0, fromFile)
				.copy(bytes);
		return bytes;
	}
}

function numbersOf(bytes: Buffer): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
