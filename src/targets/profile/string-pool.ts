import { encodeText } from "../../bytes/text.ts";
import type { BlobWriter } from "./blob-writer.ts";
import { MOST_STRINGS, textHash } from "./format.ts";
import { ProfileError } from "./profile-error.ts";

/** All texts of a profile, each once. Ids count up in order of first use, so that the names of one library lie together. */
export class StringPool {
	readonly #ids = new Map<string, number>();

	/** Errors: ProfileError "too-large". */
	id(text: string): number {
		const known = this.#ids.get(text);
		if (known !== undefined) return known;
		if (this.#ids.size >= MOST_STRINGS) throw new ProfileError("too-large", "too many different names for a profile");
		const id = this.#ids.size;
		this.#ids.set(text, id);
		return id;
	}

	/** Writes bytes, offsets and hash table. Shape: offset and count of each, as the header wants them. */
	write(blobs: BlobWriter): { readonly [section in "offsets" | "bytes" | "hash"]: readonly [number, number] } {
		const texts = [...this.#ids.keys()].map(encodeText);
		const bytes = Buffer.concat(texts);
		const slots = hashTable(texts);
		return {
			bytes: [blobs.append(bytes), bytes.length],
			offsets: [blobs.append(numbers(endsOf(texts))), texts.length],
			hash: [blobs.append(numbers(slots)), slots.length],
		};
	}
}

function endsOf(texts: readonly Buffer[]): Uint32Array {
	const ends = new Uint32Array(texts.length + 1);
	let end = 0;
	texts.forEach((text, index) => {
		end += text.length;
		ends[index + 1] = end;
	});
	return ends;
}

/** Slots hold id + 1 (0 is free) in 24 bits and the top 8 bits of the hash. Load: at most two thirds. */
function hashTable(texts: readonly Buffer[]): Uint32Array {
	const slots = new Uint32Array(Math.max(4, 2 ** Math.ceil(Math.log2(texts.length * 1.5 + 1))));
	texts.forEach((text, id) => {
		const hash = textHash(text);
		let slot = hash % slots.length;
		while (slots[slot] !== 0) slot = (slot + 1) % slots.length;
		slots[slot] = ((hash & 0xff000000) | (id + 1)) >>> 0;
	});
	return slots;
}

/** Numbers as u32, little-endian whatever this machine is. */
export function numbers(values: Uint32Array | readonly number[]): Buffer {
	const bytes = Buffer.allocUnsafe(values.length * 4);
	values.forEach((value, index) => {
		bytes.writeUInt32LE(value, index * 4);
	});
	return bytes;
}
