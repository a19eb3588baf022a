import { ElfFormatError } from "./elf-format-error.ts";

/** How the numbers of a file are laid out. */
export interface ByteLayout {
	/** ELFCLASS64: addresses and sizes are 8 bytes. */
	readonly is64: boolean;
	readonly littleEndian: boolean;
}

/** Some bytes of a file with the means to read numbers from them.
 *  Positions are relative to the view. Errors: ElfFormatError "out-of-bounds"; nothing else is ever thrown. */
export class ByteView {
	readonly layout: ByteLayout;
	/** Where the view starts in the file; for error messages. */
	readonly offset: number;
	/** The ELF structure that is being read; for error messages. */
	readonly structure: string;
	readonly #bytes: Buffer;

	constructor(bytes: Buffer, layout: ByteLayout, offset: number, structure: string) {
		this.#bytes = bytes;
		this.layout = layout;
		this.offset = offset;
		this.structure = structure;
	}

	/** Number of bytes. */
	get length(): number {
		return this.#bytes.length;
	}

	/** Unsigned byte. */
	u8(at: number): number {
		this.#check(at, 1);
		return this.#bytes[at] ?? 0;
	}

	/** Elf_Half. */
	u16(at: number): number {
		this.#check(at, 2);
		return this.layout.littleEndian ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at);
	}

	/** Elf_Word. */
	u32(at: number): number {
		this.#check(at, 4);
		return this.layout.littleEndian ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
	}

	/** Elf64_Xword. */
	u64(at: number): bigint {
		this.#check(at, 8);
		return this.layout.littleEndian ? this.#bytes.readBigUInt64LE(at) : this.#bytes.readBigUInt64BE(at);
	}

	/** A word of the file's class: 8 bytes in ELF64, else 4. */
	word(at: number): bigint {
		return this.layout.is64 ? this.u64(at) : BigInt(this.u32(at));
	}

	/** The bytes of [at, at + length), shared. */
	bytes(at: number, length: number): Buffer {
		this.#check(at, length);
		return this.#bytes.subarray(at, at + length);
	}

	/** Position of the first byte with this value at or after `at`; -1 when there is none. */
	find(value: number, at = 0): number {
		return this.#bytes.indexOf(value, at);
	}

	#check(at: number, length: number): void {
		if (at >= 0 && at + length <= this.#bytes.length) return;
		throw new ElfFormatError("out-of-bounds", this.structure, this.offset, `reads past its end at +${at}`);
	}
}
