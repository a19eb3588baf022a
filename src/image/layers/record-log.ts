import { decodeText, encodeText } from "../../bytes/text.ts";
import type { Owner } from "../../tree/file-tree.ts";
import type { LayerRecord, Nature } from "./layer-record.ts";

const kinds = ["directory", "special", "symlink", "link", "file", "whiteout", "opaque"] as const;
const natures: readonly Nature[] = ["plain", "elf", "script", "zip"];

/** Records of a layer in little room: a layer waits for those below it, and is stored in the cache, in this form.
 *  Per record: kind, path (bytes shared with the path before, then the rest), then what the kind has. */
export class RecordLog {
	#bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
	#length = 0;
	#lastPath: Buffer = Buffer.alloc(0);

	/** Appends a record. */
	add(record: LayerRecord): void {
		this.#reserve(record.path.length * 3 + ("target" in record ? record.target.length * 3 : 0) + 64);
		this.#number(kinds.indexOf(record.kind));
		this.#path(encodeText(record.path));
		if ("target" in record) this.#text(encodeText(record.target));
		if ("mode" in record) {
			this.#number(record.mode);
			this.#number(record.owner?.uid ?? 0);
			this.#number(record.owner?.gid ?? 0);
		}
		if (record.kind !== "file") return;
		this.#number(natures.indexOf(record.nature));
		this.#number(record.sizeBytes);
		this.#number(record.place + 1);
	}

	/** All of it, to be read by {@link readRecordLog}. */
	bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}

	#path(path: Buffer): void {
		let shared = 0;
		while (shared < path.length && path[shared] === this.#lastPath[shared]) shared += 1;
		this.#number(shared);
		this.#text(path.subarray(shared));
		this.#lastPath = path;
	}

	#text(text: Buffer): void {
		this.#number(text.length);
		this.#length += text.copy(this.#bytes, this.#length);
	}

	/** Seven bits a byte, lowest first; numbers up to 2^53. */
	#number(value: number): void {
		let rest = value;
		for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
			this.#bytes[this.#length] = (rest % 0x80) | 0x80;
			this.#length += 1;
		}
		this.#bytes[this.#length] = rest;
		this.#length += 1;
	}

	#reserve(more: number): void {
		if (this.#length + more <= this.#bytes.length) return;
		const wider = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
		this.#bytes.copy(wider, 0, 0, this.#length);
		this.#bytes = wider;
	}
}

/** Reads records back, one at a time.
 *  Errors: RangeError for bytes that no RecordLog wrote. */
export function* readRecordLog(bytes: Buffer): Generator<LayerRecord> {
	const reader = new LogReader(bytes);
	while (!reader.ended) yield reader.record();
}

class LogReader {
	readonly #bytes: Buffer;
	#position = 0;
	#lastPath: Buffer = Buffer.alloc(0);

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	get ended(): boolean {
		return this.#position >= this.#bytes.length;
	}

	record(): LayerRecord {
		const kind = kinds[this.#number()];
		const path = this.#path();
		switch (kind) {
			case "directory":
			case "special":
				return { kind, path, mode: this.#number(), ...this.#owner() };
			case "symlink":
			case "link":
				return { kind, path, target: decodeText(this.#slice()) };
			case "whiteout":
			case "opaque":
				return { kind, path };
			case "file":
				return this.#file(path);
			default:
				throw new RangeError("no such record");
		}
	}

	#file(path: string): LayerRecord {
		const mode = this.#number();
		const owner = this.#owner();
		const nature = natures[this.#number()] ?? "plain";
		const sizeBytes = this.#number();
		return { kind: "file", path, mode, ...owner, nature, sizeBytes, place: this.#number() - 1 };
	}

	#owner(): { readonly owner?: Owner } {
		const owner = { uid: this.#number(), gid: this.#number() };
		return owner.uid === 0 && owner.gid === 0 ? {} : { owner };
	}

	#path(): string {
		const shared = this.#lastPath.subarray(0, this.#number());
		this.#lastPath = Buffer.concat([shared, this.#slice()]);
		return decodeText(this.#lastPath);
	}

	#slice(): Buffer {
		const length = this.#number();
		const start = this.#position;
		this.#position += length;
		if (this.#position > this.#bytes.length) throw new RangeError("a record is cut short");
		return this.#bytes.subarray(start, this.#position);
	}

	#number(): number {
		let value = 0;
		for (let scale = 1; ; scale *= 0x80) {
			const byte = this.#bytes[this.#position];
			if (byte === undefined || scale > 2 ** 56) throw new RangeError("a number is cut short");
			this.#position += 1;
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) return value;
		}
	}
}
