import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { field, listField } from "../manifest/json-value.ts";
import { type StoredFile, type StoredLayer, storedDiagnostics } from "./stored-layer.ts";

const MAGIC = Buffer.from("elfspect layer\n");
const SEAL_BYTES = 32;
const LENGTH_BYTES = 4;

/** Bytes that nobody has changed since they were written for a purpose; with a key, nobody who does not have it. Without
 *  one, whoever may write the folder can forge them: a digest finds damage, and what belongs elsewhere. */
export function seal(purpose: string, payload: Buffer, key: string | undefined): Buffer {
	const hash = key === undefined || key === "" ? createHash("sha256") : createHmac("sha256", key);
	return hash
		.update(`${Buffer.byteLength(purpose)} ${purpose}\n`)
		.update(payload)
		.digest();
}

/** A layer as a file: a seal for its digest, then a JSON header, then the bytes that it speaks of. */
export function encodeLayer(purpose: string, layer: StoredLayer, key: string | undefined): Buffer {
	const header = Buffer.from(
		JSON.stringify({
			logBytes: layer.log.length,
			files: layer.files.map(
				(file) => file && { ranges: pairs(file), bytes: file.data.length, deflated: file.deflated },
			),
			examined: layer.examined,
			diagnostics: layer.diagnostics,
		}),
	);
	const length = Buffer.alloc(LENGTH_BYTES);
	length.writeUInt32LE(header.length);
	const data = layer.files.flatMap((file) => (file === null ? [] : [file.data]));
	const payload = Buffer.concat([length, header, layer.log, ...data]);
	return Buffer.concat([MAGIC, seal(purpose, payload, key), payload]);
}

function pairs({ ranges }: StoredFile): readonly (readonly [number, number])[] {
	return ranges.map(({ offset, length }) => [offset, length] as const);
}

/** The layer of a file, every field checked; nothing where one is not what it must be.
 *  @param isExamined tells an examiner's answer from anything else */
export function decodeLayer(
	purpose: string,
	file: Buffer,
	key: string | undefined,
	isExamined: (value: unknown) => boolean,
): StoredLayer | undefined {
	const start = MAGIC.length + SEAL_BYTES;
	if (file.length < start + LENGTH_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
	const payload = file.subarray(start);
	if (!timingSafeEqual(seal(purpose, payload, key), file.subarray(MAGIC.length, start))) return undefined;
	const end = LENGTH_BYTES + payload.readUInt32LE(0);
	if (end > payload.length) return undefined;
	const header: unknown = JSON.parse(payload.toString("utf8", LENGTH_BYTES, end));
	return layerOf(header, payload.subarray(end), isExamined);
}

function layerOf(header: unknown, data: Buffer, isExamined: (value: unknown) => boolean): StoredLayer | undefined {
	const bytes = new Taker(data);
	const log = bytes.take(field(header, "logBytes"));
	const files = listField(header, "files").map((file) => (file === null ? null : storedFile(file, bytes)));
	const examined = listField(header, "examined").map((pair) => examinedPair(pair, files.length, isExamined));
	const diagnostics = storedDiagnostics(listField(header, "diagnostics"));
	if (log === undefined || diagnostics === undefined || !bytes.isEmpty) return undefined;
	const isWhole = !files.includes(undefined) && !examined.includes(undefined);
	if (!isWhole) return undefined;
	return {
		log,
		files: files.filter((file) => file !== undefined),
		examined: examined.filter((pair) => pair !== undefined),
		diagnostics,
	};
}

/** Bytes taken one stretch after the other. */
class Taker {
	readonly #data: Buffer;
	#at = 0;

	constructor(data: Buffer) {
		this.#data = data;
	}

	/** A copy, so that nobody's buffer stays for a part of it. */
	take(count: unknown): Buffer | undefined {
		if (!isCount(count) || this.#at + count > this.#data.length) return undefined;
		this.#at += count;
		return Buffer.from(this.#data.subarray(this.#at - count, this.#at));
	}

	get isEmpty(): boolean {
		return this.#at === this.#data.length;
	}
}

function isCount(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function storedFile(value: unknown, bytes: Taker): StoredFile | undefined {
	const data = bytes.take(field(value, "bytes"));
	const deflated = field(value, "deflated");
	const ranges = listField(value, "ranges").map((pair) => {
		const [offset, length, ...more] = Array.isArray(pair) ? pair : [];
		return isCount(offset) && isCount(length) && more.length === 0 ? { offset, length } : undefined;
	});
	if (data === undefined || typeof deflated !== "boolean" || ranges.includes(undefined)) return undefined;
	return { ranges: ranges.filter((range) => range !== undefined), data, deflated };
}

function examinedPair(
	pair: unknown,
	places: number,
	isExamined: (value: unknown) => boolean,
): readonly [number, unknown] | undefined {
	if (!Array.isArray(pair) || pair.length !== 2) return undefined;
	const place: unknown = pair[0];
	const value: unknown = pair[1];
	return isCount(place) && place < places && isExamined(value) ? [place, value] : undefined;
}

/** A proof that bytes of an identity have a digest. */
export function encodeProof(identity: string, digest: string, key: string | undefined): string {
	return `${digest} ${seal(`proof of ${identity}`, Buffer.from(digest), key).toString("hex")}`;
}

/** The digest that a proof is of; nothing where it is none. */
export function decodeProof(identity: string, text: string, key: string | undefined): string | undefined {
	const [digest = ""] = text.split(" ");
	return text === encodeProof(identity, digest, key) ? digest : undefined;
}
