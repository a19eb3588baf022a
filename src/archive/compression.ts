import { createGunzip } from "node:zlib";
import { InputError } from "../bytes/input-error.ts";
import type { Compression } from "./compression-format.ts";
import type { InputLimits } from "./limits.ts";

/** Takes a compressed stream apart; its contents go to a function, in order.
 *  Errors, from both methods: what that function throws; InputError `malformed-compression`, `limit`, `unsupported`. */
export interface Inflater {
	/** Takes the next bytes, which must stay as they are until that settles: when there is room for more. */
	write(chunk: Buffer): Promise<void>;
	/** No more bytes come; settles when all contents have been given. */
	end(): Promise<void>;
}

/** An inflater for one kind of compression. `file` is what messages call the stream. */
export function inflater(
	compression: Compression,
	file: string,
	limits: InputLimits,
	output: (chunk: Buffer) => void,
): Inflater {
	const meter = inflationMeter(file, limits, output);
	switch (compression) {
		case "none":
			return { write: async (chunk) => output(chunk), end: async () => {} };
		case "gzip":
			return gunzipper(file, meter);
		case "zstd":
			return zstdInflater(file, limits, meter);
		default:
			throw unsupported(compression, file);
	}
}

function unsupported(compression: Compression, file: string): InputError {
	const how = `unpack it on the way: ${compression} -dc ${file.replace(/!.*$/, "")} | inspect -`;
	return new InputError("unsupported", file, "file", `${compression}-compressed, which is not read here; ${how}`);
}

/** Counts both sides and stops what grows beyond all measure. */
interface Meter {
	readonly compressed: (bytes: number) => void;
	readonly contents: (chunk: Buffer) => void;
}

function inflationMeter(file: string, limits: InputLimits, output: (chunk: Buffer) => void): Meter {
	let taken = 0;
	let given = 0;
	return {
		compressed: (bytes) => {
			taken += bytes;
		},
		contents: (chunk) => {
			given += chunk.length;
			if (given > limits.inflatedBytes) throw bomb(file, `more than ${limits.inflatedBytes} bytes`, "inflatedBytes");
			if (given > limits.inflationFloor && given > taken * limits.inflationRatio) {
				throw bomb(file, `${given} bytes out of ${taken}`, "inflationRatio");
			}
			output(chunk);
		},
	};
}

function bomb(file: string, what: string, limit: string): InputError {
	return new InputError("limit", file, "compressed stream", `it unpacks to ${what} (limit ${limit})`);
}

/** Size of the pieces in which gunzip gives its contents. */
const pieceBytes = 256 * 1024;

function gunzipper(file: string, meter: Meter): Inflater {
	const stream = createGunzip({ chunkSize: pieceBytes });
	let failure: unknown;
	const fail = (error: unknown): void => {
		failure ??= error;
		stream.destroy();
	};
	// A stream that is destroyed does not call back for the write under way, so its close does.
	let release = (): void => {};
	stream.on("end", () => queueMicrotask(() => release()));
	stream.on("close", () => release());
	stream.on("error", (error) => fail(new InputError("malformed-compression", file, "gzip stream", error.message)));
	// zlib's thread takes the next piece as soon as this callback returns; the contents are looked at meanwhile.
	stream.on("data", (chunk: Buffer) => queueMicrotask(() => attempt(() => meter.contents(chunk), fail)));
	const check = (): void => {
		if (failure !== undefined) throw failure;
	};
	return {
		async write(chunk) {
			check();
			meter.compressed(chunk.length);
			await new Promise<void>((resolve) => {
				release = resolve;
				stream.write(chunk, () => resolve());
			});
			check();
		},
		async end() {
			check();
			await new Promise<void>((resolve) => {
				release = resolve;
				stream.end();
			});
			check();
		},
	};
}

function attempt(action: () => void, fail: (error: unknown) => void): void {
	try {
		action();
	} catch (error) {
		fail(error);
	}
}

/** fzstd on every Node: zlib's own zstd, in Node from 22.15 on, loses data without an error there (docs/decisions/0024). */
function zstdInflater(file: string, limits: InputLimits, meter: Meter): Inflater {
	let decoder: { push(chunk: Uint8Array, final?: boolean): void } | undefined;
	const open = async (first: Buffer): Promise<NonNullable<typeof decoder>> => {
		checkWindow(first, file, limits);
		const { Decompress } = await import("fzstd");
		return new Decompress((contents) =>
			meter.contents(Buffer.from(contents.buffer, contents.byteOffset, contents.length)),
		);
	};
	return {
		async write(chunk) {
			decoder ??= await open(chunk);
			meter.compressed(chunk.length);
			// The decoder holds on to what it cannot use yet.
			pushed(decoder, Buffer.from(chunk), file);
		},
		async end() {
			if (decoder !== undefined) pushed(decoder, Buffer.alloc(0), file, true);
		},
	};
}

function pushed(
	decoder: { push(chunk: Uint8Array, final?: boolean): void },
	chunk: Buffer,
	file: string,
	final = false,
): void {
	try {
		decoder.push(chunk, final);
	} catch (error) {
		if (error instanceof InputError || !(error instanceof Error)) throw error;
		throw new InputError("malformed-compression", file, "zstd stream", error.message);
	}
}

/** The memory that the first frame asks for. Source: RFC 8878, 3.1.1.1. */
function checkWindow(first: Buffer, file: string, limits: InputLimits): void {
	if (first.length < 18 || first.readUInt32LE(0) !== 0xfd2fb528) return;
	const size = windowBytes(first);
	if (size <= limits.windowBytes) return;
	throw new InputError("limit", file, "zstd frame", `it asks for a window of ${size} bytes (limit windowBytes)`, 4);
}

function windowBytes(frame: Buffer): number {
	const descriptor = frame[4] ?? 0;
	if ((descriptor & 0x20) !== 0) return contentBytes(frame, descriptor);
	const window = frame[5] ?? 0;
	const base = 2 ** (10 + (window >> 3));
	return base + (base / 8) * (window & 7);
}

/** Frame_Content_Size of a single-segment frame: its window is its content. */
function contentBytes(frame: Buffer, descriptor: number): number {
	const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
	switch (descriptor >> 6) {
		case 0:
			return frame[at] ?? 0;
		case 1:
			return frame.readUInt16LE(at) + 256;
		case 2:
			return frame.readUInt32LE(at);
		default:
			return Number(frame.readBigUInt64LE(at));
	}
}
