import { createHash } from "node:crypto";
import type { FillingSource } from "../bytes/filling-source.ts";
import { type Inflater, inflater } from "./compression.ts";
import { compressionBytes, compressionOf } from "./compression-format.ts";
import type { ReadingContext } from "./reading-context.ts";

/** Bytes that are read from start to end: a layer, or a whole archive. */
export interface Blob {
	/** What messages call it. */
	readonly name: string;
	readonly sizeBytes?: number;
	/** `sha256:...` as a manifest names it. */
	readonly digest?: string;
	/** Whether `chunks` may be called more than once. */
	readonly repeatable: boolean;
	/** Each is good until the next one is asked for. */
	chunks(): AsyncIterable<Buffer> | Iterable<Buffer>;
	/** SHA-256 of the bytes in hex, without unpacking anything; for blobs that can be read again. */
	sha256?(): string;
	/** It comes from where it was asked for by its digest: what is known of that digest holds for it, and its chunks end with
	 *  an error where they have another. */
	readonly isFetchedByDigest?: true;
	/** See {@link FillingSource.identity}. */
	identity?(): string | undefined;
}

const chunkBytes = 256 * 1024;

/** A part of a file as a blob. */
export function sourceBlob(source: FillingSource, digest?: string): Blob {
	return {
		name: source.name,
		sizeBytes: source.size,
		repeatable: true,
		...(digest === undefined ? {} : { digest }),
		chunks: () => chunksOf(source),
		sha256: () => sha256Of(source),
		identity: () => source.identity?.(),
	};
}

/** The same memory again and again: whoever takes a chunk is done with it when the next one is asked for. */
function* chunksOf(source: FillingSource): Generator<Buffer> {
	const memory = Buffer.allocUnsafeSlow(source.fill === undefined ? 0 : chunkBytes);
	for (let offset = 0; offset < source.size; offset += chunkBytes) {
		yield source.fill === undefined ? source.read(offset, chunkBytes) : memory.subarray(0, source.fill(memory, offset));
	}
}

function sha256Of(source: FillingSource): string {
	const hash = createHash("sha256");
	const memory = Buffer.allocUnsafeSlow(4 * chunkBytes);
	for (let offset = 0; offset < source.size; offset += memory.length) {
		const chunk =
			source.fill === undefined ? source.read(offset, memory.length) : memory.subarray(0, source.fill(memory, offset));
		if (chunk.length === 0) break;
		hash.update(chunk);
	}
	return hash.digest("hex");
}

/** Gives the contents of a blob, decompressed where it is compressed, to `output`; and checks its digest.
 *  `settled`: waited for now and then, so that what `output` has begun does not pile up.
 *  Errors: what `output` throws; InputError `malformed-compression`, `unsupported`, `limit`. */
export async function streamBlob(
	blob: Blob,
	context: ReadingContext,
	output: (chunk: Buffer) => void,
	settled?: () => Promise<void>,
): Promise<void> {
	const checker = blob.isFetchedByDigest === true ? undefined : digestChecker(blob);
	let first: Buffer | undefined = Buffer.alloc(0);
	let into: Inflater | undefined;
	let taken = 0;
	for await (const chunk of blob.chunks()) {
		checker?.update(chunk);
		taken += chunk.length;
		context.progress?.({
			file: blob.name,
			bytes: taken,
			...(blob.sizeBytes === undefined ? {} : { totalBytes: blob.sizeBytes }),
		});
		const ready: Buffer = first === undefined ? chunk : Buffer.concat([first, chunk]);
		if (into === undefined && ready.length < compressionBytes) {
			first = ready;
			continue;
		}
		first = undefined;
		into ??= inflater(compressionOf(ready), blob.name, context.limits, output);
		await into.write(ready);
		await settled?.();
	}
	if (first !== undefined && first.length > 0) output(first);
	await into?.end();
	const digest = checker?.end();
	if (digest !== undefined && digest !== blob.digest) {
		context.diagnostics.error(
			`${blob.name}: the digest does not match: it is ${digest}, the manifest says ${blob.digest}`,
		);
	}
}

/** Only digests with a hash that Node has, and of full length, can be checked. */
function digestChecker({ digest }: Blob): { update(chunk: Buffer): void; end(): string } | undefined {
	const algorithm = /^(sha256|sha384|sha512):/.exec(digest ?? "")?.[1];
	if (algorithm === undefined) return undefined;
	const hash = createHash(algorithm);
	return { update: (chunk) => hash.update(chunk), end: () => `${algorithm}:${hash.digest("hex")}` };
}
