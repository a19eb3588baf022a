import { createHash } from "node:crypto";
import { HEADER_BYTES } from "./format.ts";
import { ProfileError } from "./profile-error.ts";

const MOST_BYTES = 0xff_ff_ff_ff;

/** Numbers in a row, as small as they are. */
export class Encoder {
	#bytes = Buffer.allocUnsafe(256);
	#length = 0;

	/** Shape: 0 to 255. */
	u8(value: number): this {
		this.#room(1);
		this.#bytes[this.#length++] = value;
		return this;
	}

	u32(value: number): this {
		this.#room(4);
		this.#bytes.writeUInt32LE(value, this.#length);
		this.#length += 4;
		return this;
	}

	/** Seven bits a byte, lowest first. A number that a double cannot hold exactly becomes the largest that it can. */
	varint(value: number | bigint): this {
		if (typeof value === "bigint") return this.#bigVarint(value);
		let rest = Math.min(value, Number.MAX_SAFE_INTEGER);
		for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.u8((rest % 0x80) | 0x80);
		return this.u8(rest);
	}

	/** A list with its length before it. */
	list<T>(items: readonly T[], write: (item: T) => unknown): this {
		this.varint(items.length);
		for (const item of items) write(item);
		return this;
	}

	bytes(bytes: Buffer): this {
		this.#room(bytes.length);
		bytes.copy(this.#bytes, this.#length);
		this.#length += bytes.length;
		return this;
	}

	finish(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}

	#bigVarint(value: bigint): this {
		let rest = value;
		for (; rest > 0x7fn; rest >>= 7n) this.u8(Number(rest & 0x7fn) | 0x80);
		return this.u8(Number(rest));
	}

	#room(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
		this.#bytes.copy(larger, 0, 0, this.#length);
		this.#bytes = larger;
	}
}

/** The part of a profile behind its header. Equal blobs are stored once. */
export class BlobWriter {
	readonly #parts: Buffer[] = [];
	readonly #known = new Map<string, number>();
	#length = HEADER_BYTES;

	/** Length of the file so far. */
	get length(): number {
		return this.#length;
	}

	/** Bytes whose length the reader knows otherwise. Units: the offset is bytes from the start of the file. */
	raw(bytes: Buffer): number {
		const key = createHash("sha1").update(bytes).digest("base64") + bytes.length;
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		const offset = this.append(bytes);
		this.#known.set(key, offset);
		return offset;
	}

	/** Bytes with their length before them. */
	blob(encoder: Encoder): number {
		const body = encoder.finish();
		return this.raw(new Encoder().u32(body.length).bytes(body).finish());
	}

	/** Bytes that are stored in any case. Errors: ProfileError "too-large". */
	append(bytes: Buffer): number {
		const offset = this.#length;
		this.#length += bytes.length;
		if (this.#length > MOST_BYTES) throw new ProfileError("too-large", "the profile would pass 4 GiB");
		this.#parts.push(Buffer.from(bytes));
		return offset;
	}

	/** The whole file. */
	finish(header: Buffer): Buffer {
		return Buffer.concat([header, ...this.#parts]);
	}
}
