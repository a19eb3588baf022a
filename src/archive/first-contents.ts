import { InputError } from "../bytes/input-error.ts";
import type { Blob } from "./blob.ts";
import { inflater } from "./compression.ts";
import { compressionOf } from "./compression-format.ts";
import type { ReadingContext } from "./reading-context.ts";

/** Compressed bytes that are looked at before the contents' start is given up. */
const mostCompressed = 1024 * 1024;

/** A blob and how its contents start. */
export interface Peeked {
	readonly contents: Buffer;
	/** The same bytes from their start: a blob that passes once has been looked into, and goes on from what was kept. */
	readonly blob: Blob;
}

/** The first `count` bytes of a blob's contents, decompressed; fewer where there are no more, none where they cannot be had:
 *  whoever reads it in full then hears why. */
export async function firstContents(blob: Blob, context: ReadingContext, count: number): Promise<Peeked> {
	const chunks = asyncIterator(blob.chunks());
	const taken: Buffer[] = [];
	const contents: Buffer[] = [];
	let into: ReturnType<typeof inflater> | undefined;
	try {
		while (bytesIn(contents) < count && bytesIn(taken) < mostCompressed) {
			const next = await chunks.next();
			if (next.done === true) {
				await into?.end();
				break;
			}
			taken.push(Buffer.from(next.value));
			into ??= inflater(compressionOf(next.value), blob.name, context.limits, (chunk) => {
				if (bytesIn(contents) < count) contents.push(Buffer.from(chunk.subarray(0, count)));
			});
			await into.write(taken.at(-1) ?? Buffer.alloc(0));
		}
		// What came last may still be on its way through the decoder.
		await new Promise((resolve) => setImmediate(resolve));
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		contents.length = 0;
	}
	return { contents: Buffer.concat(contents), blob: blob.repeatable ? blob : resumed(blob, taken, chunks) };
}

function bytesIn(parts: readonly Buffer[]): number {
	return parts.reduce((sum, part) => sum + part.length, 0);
}

function asyncIterator(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncIterator<Buffer> | Iterator<Buffer> {
	return Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
}

function resumed(blob: Blob, taken: readonly Buffer[], rest: AsyncIterator<Buffer> | Iterator<Buffer>): Blob {
	return {
		...blob,
		async *chunks() {
			yield* taken;
			for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
		},
	};
}
