import type { ByteLayout } from "../../src/bytes/byte-view.ts";

/** The four ways to lay out an ELF file. */
export const LAYOUTS: readonly ByteLayout[] = [
	{ is64: true, littleEndian: true },
	{ is64: true, littleEndian: false },
	{ is64: false, littleEndian: true },
	{ is64: false, littleEndian: false },
];

/** `ELF64 LE`, ... */
export function layoutName({ is64, littleEndian }: ByteLayout): string {
	return `ELF${is64 ? 64 : 32} ${littleEndian ? "LE" : "BE"}`;
}

/** Collects numbers in a layout's byte order and word size. */
export class ElfBytes {
	readonly layout: ByteLayout;
	readonly #parts: Buffer[] = [];
	#length = 0;

	constructor(layout: ByteLayout) {
		this.layout = layout;
	}

	get length(): number {
		return this.#length;
	}

	u8(...values: number[]): this {
		return this.bytes(Buffer.from(values));
	}

	u16(...values: number[]): this {
		for (const value of values)
			this.#number(2, (b) => (this.layout.littleEndian ? b.writeUInt16LE(value) : b.writeUInt16BE(value)));
		return this;
	}

	u32(...values: number[]): this {
		for (const value of values)
			this.#number(4, (b) => (this.layout.littleEndian ? b.writeUInt32LE(value >>> 0) : b.writeUInt32BE(value >>> 0)));
		return this;
	}

	u64(...values: (number | bigint)[]): this {
		for (const value of values) {
			const big = BigInt(value);
			this.#number(8, (b) => (this.layout.littleEndian ? b.writeBigUInt64LE(big) : b.writeBigUInt64BE(big)));
		}
		return this;
	}

	/** Words of the class. */
	word(...values: (number | bigint)[]): this {
		for (const value of values) this.layout.is64 ? this.u64(value) : this.u32(Number(value));
		return this;
	}

	bytes(bytes: Buffer): this {
		this.#parts.push(bytes);
		this.#length += bytes.length;
		return this;
	}

	align(to: number): this {
		return this.bytes(Buffer.alloc((to - (this.#length % to)) % to));
	}

	toBuffer(): Buffer {
		return Buffer.concat(this.#parts);
	}

	#number(bytes: number, write: (buffer: Buffer) => void): void {
		const buffer = Buffer.alloc(bytes);
		write(buffer);
		this.bytes(buffer);
	}
}
