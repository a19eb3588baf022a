import { BLOCK_BYTES } from "./block-cache.ts";
import type { ByteSource } from "./byte-source.ts";
import { InputError } from "./input-error.ts";

/** A stretch of a file. Units: bytes. */
export interface ByteRange {
	readonly offset: number;
	readonly length: number;
}

/** A stretch with its bytes. */
export interface RetainedRange {
	readonly offset: number;
	readonly bytes: Buffer;
}

/** Ranges in order, without overlaps. */
export function mergedRanges(ranges: readonly ByteRange[]): ByteRange[] {
	const merged: { offset: number; length: number }[] = [];
	for (const { offset, length } of [...ranges].sort((left, right) => left.offset - right.offset)) {
		const last = merged.at(-1);
		if (last === undefined || offset > last.offset + last.length) merged.push({ offset, length });
		else last.length = Math.max(last.length, offset + length - last.offset);
	}
	return merged;
}

/** Ranges widened to the blocks in which ELF files are read (see BlockCache), so that any small read inside them can be
 *  answered. */
export function blockRanges(ranges: readonly ByteRange[], size: number): ByteRange[] {
	const widened = ranges.map(({ offset, length }) => {
		const start = Math.floor(offset / BLOCK_BYTES) * BLOCK_BYTES;
		const end = Math.min(size, Math.ceil((offset + length) / BLOCK_BYTES) * BLOCK_BYTES);
		return { offset: start, length: Math.max(0, end - start) };
	});
	return mergedRanges(widened);
}

/** A source that notes what is read from another one. */
export function recordingSource(source: ByteSource): { readonly source: ByteSource; ranges(): readonly ByteRange[] } {
	let noted: ByteRange[] = [];
	let mergeAt = 4096;
	const note = (offset: number, length: number): void => {
		const last = noted.at(-1);
		const follows = last !== undefined && offset >= last.offset && offset <= last.offset + last.length;
		if (follows) noted.pop();
		const start = follows ? last.offset : offset;
		const end = follows ? Math.max(last.offset + last.length, offset + length) : offset + length;
		noted.push({ offset: start, length: end - start });
		if (noted.length < mergeAt) return;
		noted = mergedRanges(noted);
		mergeAt = 4096 + 2 * noted.length;
	};
	return {
		source: {
			...source,
			read(offset, length) {
				const bytes = source.read(offset, length);
				if (bytes.length > 0) note(offset, bytes.length);
				return bytes;
			},
		},
		ranges: () => mergedRanges(noted),
	};
}

/** A file of which only some ranges were kept, in order and apart.
 *  Errors, when read elsewhere: InputError `not-retained`. */
export function retainedSource(name: string, size: number, retained: readonly RetainedRange[]): ByteSource {
	return {
		name,
		size,
		read(offset, length) {
			const wanted = Math.min(length, size - offset);
			if (!(offset >= 0) || !(wanted > 0)) return Buffer.alloc(0);
			const range = retained[lastAtOrBefore(retained, offset)];
			const start = range === undefined ? 0 : offset - range.offset;
			const bytes = range?.bytes.subarray(start, start + wanted);
			if (bytes !== undefined && bytes.length === wanted) return bytes;
			throw new InputError(
				"not-retained",
				name,
				"file",
				`these ${wanted} bytes passed in the stream and were not kept: name the archive as a file instead of piping it in, or unpack it`,
				offset,
			);
		},
	};
}

function lastAtOrBefore(retained: readonly RetainedRange[], offset: number): number {
	let low = 0;
	let high = retained.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((retained[middle]?.offset ?? 0) <= offset) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
