import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type ByteRange, type RetainedRange, retainedSource } from "../../bytes/byte-ranges.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import type { LayerContents } from "./layer-contents.ts";

/** Shorter ones are not worth deflating. */
const deflatedFrom = 2048;

/** What was kept of one file. */
export interface RetainedFile {
	/** Where the kept bytes belong, one after the other. */
	readonly ranges: readonly ByteRange[];
	readonly data: Buffer;
	readonly deflated: boolean;
}

/** What one input may still keep, and what it has kept: equal bytes are kept once. */
export class RetainedStore {
	readonly #known = new Map<string, RetainedFile>();
	#left: number;

	/** `most`: bytes that may be kept in all. */
	constructor(most: number) {
		this.#left = most;
	}

	/** Keeps these ranges of a file; nothing when there is no room left. */
	keep(source: ByteSource, ranges: readonly ByteRange[]): RetainedFile | undefined {
		const raw = Buffer.concat(ranges.map(({ offset, length }) => source.read(offset, length)));
		const key = keyOf(raw, ranges);
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		const deflated = raw.length >= deflatedFrom;
		return this.#enter(key, { ranges, data: deflated ? deflateRawSync(raw, { level: 1 }) : raw, deflated });
	}

	/** Takes what an earlier run kept. */
	adopt(file: RetainedFile): RetainedFile | undefined {
		const key = keyOf(file.data, file.ranges);
		return this.#known.get(key) ?? this.#enter(key, file);
	}

	#enter(key: string, file: RetainedFile): RetainedFile | undefined {
		if (file.data.length > this.#left) return undefined;
		this.#left -= file.data.length;
		this.#known.set(key, file);
		return file;
	}
}

function keyOf(data: Buffer, ranges: readonly ByteRange[]): string {
	const hash = createHash("sha1").update(data);
	for (const { offset, length } of ranges) hash.update(`${offset}+${length} `);
	return hash.digest("base64");
}

/** What was kept of the files of one layer that passed in a stream. A place is an index. */
export class RetainedFiles implements LayerContents {
	readonly #files: (RetainedFile | undefined)[] = [];
	readonly #examined = new Map<number, unknown>();

	/** Number of places. */
	get length(): number {
		return this.#files.length;
	}

	/** Enters a file and gives its place. `file` is absent when only the examiner's answer is kept. */
	add(file: RetainedFile | undefined, examined: unknown): number {
		const place = this.#files.push(file) - 1;
		if (examined !== undefined) this.#examined.set(place, examined);
		return place;
	}

	/** Puts a more complete file in place of one. */
	replace(place: number, file: RetainedFile, examined: unknown): void {
		this.#files[place] = file;
		if (examined !== undefined) this.#examined.set(place, examined);
	}

	/** What is kept at a place. */
	at(place: number): RetainedFile | undefined {
		return this.#files[place];
	}

	facts(place: number, sizeBytes: number, name: string): ByteSource | undefined {
		const file = this.#files[place];
		return file === undefined ? undefined : retainedSource(name, sizeBytes, retainedRanges(file));
	}

	bytes(place: number, sizeBytes: number, name: string): ByteSource | undefined {
		const ranges = this.#files[place]?.ranges ?? [];
		const isWhole = ranges.length === 1 && ranges[0]?.offset === 0 && ranges[0].length === sizeBytes;
		return isWhole ? this.facts(place, sizeBytes, name) : undefined;
	}

	examined(place: number): { readonly called: boolean; readonly value?: unknown } {
		return { called: true, value: this.#examined.get(place) };
	}
}

function retainedRanges({ ranges, data, deflated }: RetainedFile): RetainedRange[] {
	const raw = deflated ? inflateRawSync(data) : data;
	let start = 0;
	return ranges.map(({ offset, length }) => {
		start += length;
		return { offset, bytes: raw.subarray(start - length, start) };
	});
}
