import { type ByteRange, type RetainedRange, retainedSource } from "../../bytes/byte-ranges.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import type { FileContent } from "../../tree/file-tree.ts";
import { headOfLargeFile, lookAtElf, windowsOfLargeFile } from "./elf-retention.ts";
import { joinedRanges, RangeCapture } from "./range-capture.ts";

/** An ELF file too large to be held: parts of it are kept as it passes, more of them in another pass if need be. */
export class LargeFile {
	readonly path: string;
	readonly #size: number;
	#retained: readonly RetainedRange[] = [];
	#head: RangeCapture | undefined = new RangeCapture([headOfLargeFile]);
	#windows: RangeCapture | undefined;
	#position = 0;
	#place = -1;
	#missing: readonly ByteRange[] = [];

	/** `first`: the bytes that have passed already. */
	constructor(path: string, size: number, first: Buffer) {
		this.path = path;
		this.#size = size;
		this.data(first);
	}

	/** What the facts need beyond what was kept; known after `look`. */
	get missing(): readonly ByteRange[] {
		return this.#missing;
	}

	/** Place of the file in its layer's contents. */
	get place(): number {
		return this.#place;
	}

	/** Takes the next bytes. */
	data(chunk: Buffer): void {
		this.#position += chunk.length;
		this.#windows?.data(chunk);
		if (this.#head === undefined) return;
		this.#head.data(chunk);
		if (this.#position >= headOfLargeFile.length) this.#endHead(chunk);
	}

	/** Starts another pass, which brings what is missing. */
	again(): void {
		this.#windows = new RangeCapture(this.#missing);
		this.#position = 0;
	}

	/** What is known of the file now. */
	look(place: number): {
		readonly source: ByteSource;
		readonly content: FileContent;
		readonly touched: readonly ByteRange[];
	} {
		this.#place = place;
		this.#retained = joinedRanges(this.#retained, this.#windows?.captured() ?? []);
		this.#windows = undefined;
		const source = retainedSource(this.path, this.#size, this.#retained);
		const { content, touched, missing } = lookAtElf(source);
		this.#missing = missing;
		return { source, content, touched };
	}

	/** The start is complete: it says what else to keep. `chunk` reaches over its end. */
	#endHead(chunk: Buffer): void {
		this.#retained = this.#head?.captured() ?? [];
		this.#head = undefined;
		const ranges = windowsOfLargeFile(retainedSource(this.path, this.#size, this.#retained));
		// The part of the chunk behind the head may already belong to a window.
		this.#windows = new RangeCapture(ranges, this.#position - chunk.length);
		this.#windows.data(chunk);
	}
}
