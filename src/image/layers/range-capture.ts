import type { ByteRange, RetainedRange } from "../../bytes/byte-ranges.ts";

/** Copies some ranges out of a file that passes. Memory grows with what really arrives. */
export class RangeCapture {
	readonly #ranges: readonly ByteRange[];
	readonly #parts: Buffer[][];
	#position: number;

	/** `ranges`: in order and apart. `position`: where in the file the next bytes belong. */
	constructor(ranges: readonly ByteRange[], position = 0) {
		this.#position = position;
		this.#ranges = ranges;
		this.#parts = ranges.map(() => []);
	}

	/** Takes the next bytes of the file. */
	data(chunk: Buffer): void {
		const start = this.#position;
		this.#position += chunk.length;
		this.#ranges.forEach(({ offset, length }, index) => {
			const from = Math.max(offset, start) - start;
			const to = Math.min(offset + length, this.#position) - start;
			if (from < to) this.#parts[index]?.push(Buffer.from(chunk.subarray(from, to)));
		});
	}

	/** What has arrived. */
	captured(): RetainedRange[] {
		return this.#ranges.flatMap(({ offset }, index) => {
			const bytes = Buffer.concat(this.#parts[index] ?? []);
			return bytes.length === 0 ? [] : [{ offset, bytes }];
		});
	}
}

/** Two lists of ranges as one, in order and apart. Where both have a byte, it is the same byte. */
export function joinedRanges(left: readonly RetainedRange[], right: readonly RetainedRange[]): RetainedRange[] {
	const joined: RetainedRange[] = [];
	for (const range of [...left, ...right].sort((one, other) => one.offset - other.offset)) {
		const last = joined.at(-1);
		const end = last === undefined ? -1 : last.offset + last.bytes.length;
		if (last === undefined || range.offset > end) joined.push(range);
		else if (range.offset + range.bytes.length > end) {
			const bytes = Buffer.concat([last.bytes, range.bytes.subarray(end - range.offset)]);
			joined[joined.length - 1] = { offset: last.offset, bytes };
		}
	}
	return joined;
}
