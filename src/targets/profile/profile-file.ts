import type { ByteSource } from "../../bytes/byte-source.ts";
import { decodeText, encodeText } from "../../bytes/text.ts";
import { lazy } from "../../elf/lazy.ts";
import { FORMAT_VERSION, HEADER_BYTES, MAGIC, plainTextHash, SECTION_AT, textHash } from "./format.ts";
import { PageCache } from "./page-cache.ts";
import { ProfileError } from "./profile-error.ts";

const MOST_REMEMBERED = 65_536;
/** Every library of every target is asked for the same names. */
const MOST_IDS = 16_384;

interface Section {
	readonly offset: number;
	readonly count: number;
}

/** Positioned reads of a profile. Every reference is checked against the file before it is followed.
 *  Errors: ProfileError "damaged" from every method. */
export class ProfileFile {
	readonly targets: Section;
	readonly names: Section;
	readonly #source: ByteSource;
	readonly #cache: PageCache;
	readonly #bytes: Section;
	/** Every look-up lands somewhere else in these two tables: each is read at once, when first needed. */
	readonly #ends: () => Buffer;
	readonly #slots: () => Buffer;
	readonly #texts = new Map<number, string>();
	readonly #ids = new Map<string, number | undefined>();

	/** Errors: ProfileError "not-a-profile", "other-version", "damaged". */
	constructor(source: ByteSource) {
		this.#source = source;
		this.#cache = new PageCache(source);
		const header = readHeader(source);
		const section = (name: keyof typeof SECTION_AT): Section => ({
			offset: header.readUInt32LE(SECTION_AT[name]),
			count: header.readUInt32LE(SECTION_AT[name] + 4),
		});
		this.targets = section("targets");
		this.names = section("names");
		this.#bytes = section("bytes");
		const { offset, count } = section("offsets");
		this.#ends = lazy(() => this.read(offset, (count + 1) * 4));
		const hash = section("hash");
		this.#slots = lazy(() => this.read(hash.offset, hash.count * 4));
	}

	/** Path of the file, for messages. */
	get name(): string {
		return this.#source.name;
	}

	/** The bytes of [offset, offset + length), all of them. */
	read(offset: number, length: number): Buffer {
		const bytes = offset + length > this.#source.size ? undefined : this.#cache.read(offset, length);
		if (bytes === undefined || bytes.length < length) throw this.damaged(`it ends before byte ${offset + length}`);
		return bytes;
	}

	u32(offset: number): number {
		const { page, at } = this.#cache.around(offset);
		return at + 4 <= page.length ? page.readUInt32LE(at) : this.read(offset, 4).readUInt32LE(0);
	}

	/** A blob with its length before it. */
	blob(offset: number): Decoder {
		return new Decoder(this, this.read(offset + 4, this.u32(offset)));
	}

	/** The text of an id. */
	text(id: number): string {
		const known = this.#texts.get(id);
		if (known !== undefined) return known;
		const bytes = this.#textBytes(id);
		if (this.#texts.size >= MOST_REMEMBERED) this.#texts.clear();
		const text = decodeText(bytes);
		this.#texts.set(id, text);
		return text;
	}

	/** The id of a text; absent when no target knows the text at all. */
	id(text: string): number | undefined {
		if (this.#ids.has(text)) return this.#ids.get(text);
		const id = this.#find(text);
		if (this.#ids.size >= MOST_IDS) this.#ids.clear();
		this.#ids.set(text, id);
		return id;
	}

	#find(text: string): number | undefined {
		const slots = this.#slots();
		const count = slots.length / 4;
		const hash = plainTextHash(text) ?? textHash(encodeText(text));
		for (let probe = hash % count, probes = 0; probes < count; probes += 1) {
			const slot = slots.readUInt32LE(probe * 4);
			if (slot === 0) return undefined;
			const id = (slot & 0xffffff) - 1;
			if (slot >>> 24 === hash >>> 24 && this.text(id) === text) return id;
			probe = probe + 1 === count ? 0 : probe + 1;
		}
		return undefined;
	}

	damaged(detail: string): ProfileError {
		return new ProfileError("damaged", `${this.name}: the profile is damaged: ${detail}`);
	}

	#textBytes(id: number): Buffer {
		const ends = this.#ends();
		if (id < 0 || id * 4 + 8 > ends.length) throw this.damaged(`there is no string ${id}`);
		const start = ends.readUInt32LE(id * 4);
		const end = ends.readUInt32LE(id * 4 + 4);
		if (start > end || end > this.#bytes.count) throw this.damaged(`string ${id} has no place`);
		return this.read(this.#bytes.offset + start, end - start);
	}
}

function readHeader(source: ByteSource): Buffer {
	const header = source.read(0, HEADER_BYTES);
	if (header.length < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
		throw new ProfileError("not-a-profile", `${source.name}: not a profile`);
	}
	const version = header.readUInt32LE(8);
	if (version !== FORMAT_VERSION) {
		const detail = `made for format ${version}, this release reads ${FORMAT_VERSION}; make it again with "inspect profile"`;
		throw new ProfileError("other-version", `${source.name}: ${detail}`);
	}
	if (header.readUInt32LE(12) === source.size) return header;
	throw new ProfileError("damaged", `${source.name}: the profile is damaged: it is not as long as it was`);
}

/** Whether a file starts as a profile does. */
export function isProfile(first: Buffer): boolean {
	return first.length >= MAGIC.length && first.toString("latin1", 0, MAGIC.length) === MAGIC;
}

/** Reads what an Encoder wrote. */
export class Decoder {
	readonly #file: ProfileFile;
	readonly #bytes: Buffer;
	#at = 0;

	constructor(file: ProfileFile, bytes: Buffer) {
		this.#file = file;
		this.#bytes = bytes;
	}

	u8(): number {
		const value = this.#bytes[this.#at];
		if (value === undefined) throw this.#file.damaged("a record ends too early");
		this.#at += 1;
		return value;
	}

	u32(): number {
		return this.take(4).readUInt32LE(0);
	}

	/** Errors: ProfileError "damaged" for numbers that a double cannot hold. */
	varint(): number {
		let value = 0;
		for (let scale = 1; ; scale *= 128) {
			const byte = this.u8();
			value += (byte & 0x7f) * scale;
			if (!Number.isSafeInteger(value)) throw this.#file.damaged("a number is too large");
			if (byte < 0x80) return value;
		}
	}

	/** Shape: up to 64 bits. */
	bigVarint(): bigint {
		let value = 0n;
		for (let shift = 0n; ; shift += 7n) {
			const byte = this.u8();
			value |= BigInt(byte & 0x7f) << shift;
			if (shift > 63n) throw this.#file.damaged("a number is too large");
			if (byte < 0x80) return value;
		}
	}

	/** The text behind an id. */
	text(): string {
		return this.#file.text(this.varint());
	}

	list<T>(read: () => T): readonly T[] {
		const count = this.varint();
		if (count > this.#bytes.length - this.#at) throw this.#file.damaged("a list is longer than its record");
		return Array.from({ length: count }, read);
	}

	take(length: number): Buffer {
		const end = this.#at + length;
		if (end > this.#bytes.length) throw this.#file.damaged("a record ends too early");
		const bytes = this.#bytes.subarray(this.#at, end);
		this.#at = end;
		return bytes;
	}

	/** Everything that is left. */
	rest(): Buffer {
		return this.#bytes.subarray(this.#at);
	}
}
