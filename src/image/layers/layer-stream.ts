import { fileSource } from "../../archive/tar/stored-file.ts";
import type { TarEntry } from "../../archive/tar/tar-entry.ts";
import type { EntrySink } from "../../archive/tar/tar-stream-reader.ts";
import type { ByteRange } from "../../bytes/byte-ranges.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import { InputError } from "../../bytes/input-error.ts";
import { firstBytes, scriptContent } from "../../tree/file-content.ts";
import type { FileContent } from "../../tree/file-tree.ts";
import { FOREIGN_BYTES, foreignFormat } from "../../tree/foreign-format.ts";
import type { InputContext } from "../input-context.ts";
import { lookAtElf } from "./elf-retention.ts";
import { releaseFileBuffer, takeFileBuffer } from "./file-buffer.ts";
import { LargeFile } from "./large-file.ts";
import { type Nature, recordOf } from "./layer-record.ts";
import { natureOf, natureOfSource } from "./nature.ts";
import { RecordLog } from "./record-log.ts";
import { type RetainedFile, RetainedFiles } from "./retained-files.ts";

/** Start of a script that the examiner may look at. */
const scriptBytes = 64 * 1024;

/** Malformed ELF files up to this size are kept whole. */
const malformedBytes = 1024 * 1024;

/** A layer (or a root file system) that passes once: what is needed of each file is kept, the rest is forgotten. */
export class LayerStream {
	readonly contents = new RetainedFiles();
	/** Large files of which more is needed than was kept, by number of the entry: another pass can bring it. */
	readonly incomplete = new Map<number, LargeFile>();
	readonly #log = new RecordLog();
	readonly #buffered = takeFileBuffer();
	readonly #inLayer: boolean;
	readonly #context: InputContext;
	#entries = 0;
	#isFinished = false;

	constructor(inLayer: boolean, context: InputContext) {
		this.#inLayer = inLayer;
		this.#context = context;
	}

	/** All entries have passed: no more may be visited. */
	finish(): void {
		if (!this.#isFinished) releaseFileBuffer(this.#buffered);
		this.#isFinished = true;
	}

	/** What the layer said, to be read by `readRecordLog`. */
	log(): Buffer {
		return this.#log.bytes();
	}

	/** Takes the next entry. */
	visit(entry: TarEntry): EntrySink {
		this.#entries += 1;
		const record = recordOf(entry, this.#inLayer);
		if (record.kind === "file") return this.#fileSink(entry, record.path);
		// Nothing is wanted of its data, but an entry that the archive cuts short is none.
		return { data: () => {}, end: () => this.#note(record, entry) };
	}

	#note(record: Exclude<ReturnType<typeof recordOf>, { readonly kind: "file" }>, entry: TarEntry): void {
		if (record.kind !== "ignored") this.#log.add(record);
		else if (record.because !== "") this.#context.diagnostics.warning(`ignored: ${record.because}`, entry.path);
	}

	/** Enters a file that was read by somebody else. */
	passOver(entry: TarEntry, path: string): void {
		this.#record(entry, path, "plain", -1);
	}

	#fileSink(entry: TarEntry, path: string): EntrySink {
		const number = this.#entries;
		const isLarge = entry.storedBytes > this.#context.limits.bufferedFileBytes;
		if (isLarge && entry.sparse !== undefined) return this.#unbufferedSparse(entry, path);
		// The pieces of a sparse file tell what it is only together; how large it claims to be is another matter.
		const isRetained = this.#context.retains(path) && entry.sizeBytes <= this.#context.limits.bufferedFileBytes;
		const isWhole = !isLarge && (entry.sparse !== undefined || isRetained);
		const buffered = this.#buffered;
		buffered.clear();
		let wanted = isWhole ? entry.storedBytes : 4;
		let large: LargeFile | undefined;
		return {
			data: (chunk) => {
				if (large !== undefined) return large.data(chunk);
				const missing = wanted - buffered.length;
				if (missing <= 0) return undefined;
				buffered.append(chunk.subarray(0, missing));
				if (isWhole || buffered.length < wanted || wanted > 4) return undefined;
				const nature = natureOf(buffered.source(path).read(0, 4));
				wanted = this.#wantedBytes(nature, entry, path);
				if (nature === "elf" && isLarge) large = new LargeFile(path, entry.sizeBytes, buffered.source(path).read(0, 4));
				const rest = chunk.subarray(missing);
				if (large !== undefined) large.data(rest);
				else if (wanted > buffered.length) buffered.append(rest.subarray(0, wanted - buffered.length));
				return undefined;
			},
			end: () => {
				if (large === undefined) this.#endFile(entry, path, isRetained);
				else this.#endLarge(entry, path, large, number);
			},
		};
	}

	/** The pieces of a sparse file tell what it is only when all of them are at hand. */
	#unbufferedSparse(entry: TarEntry, path: string): EntrySink {
		this.#context.diagnostics.error(
			"not looked into: a sparse file that is too large to hold (limit bufferedFileBytes)",
			path,
		);
		return { data: () => {}, end: () => this.#record(entry, path, "plain", -1) };
	}

	/** How much of a file is held, by its nature. */
	#wantedBytes(nature: Nature, { storedBytes, mode }: TarEntry, path: string): number {
		switch (nature) {
			case "elf":
				return storedBytes;
			case "script":
				return Math.min(storedBytes, this.#context.examine === undefined ? firstBytes : scriptBytes);
			case "zip":
				return this.#context.examine !== undefined && storedBytes <= this.#context.limits.bufferedArchiveBytes
					? storedBytes
					: 4;
			default:
				return mayBeTaken(path, mode) ? Math.min(storedBytes, FOREIGN_BYTES) : 4;
		}
	}

	#endFile(entry: TarEntry, path: string, isWhole: boolean): void {
		const source = this.#bufferedFile(entry, path);
		const nature = source.size === 0 ? "plain" : natureOfSource(source);
		this.#record(entry, path, nature, this.#keep(nature, source, path, isWhole, entry.mode));
	}

	#bufferedFile(entry: TarEntry, path: string): ByteSource {
		if (entry.sparse === undefined) return this.#buffered.source(path, entry.sizeBytes);
		return fileSource(this.#buffered.source(path), entry.sparse, this.#context.limits);
	}

	/** Keeps what is needed of a file and gives its place; -1 where nothing is. */
	#keep(nature: Nature, source: ByteSource, path: string, isWhole: boolean, mode: number): number {
		if (nature === "plain") {
			if (isWhole) return this.#enter(path, source, [whole(source)], undefined);
			const told = mayBeTaken(path, mode) && source.size > 0 ? foreignStart(source) : undefined;
			return told === undefined ? -1 : this.#enter(path, source, [told], undefined);
		}
		if (nature === "zip") return this.#keepZip(source, path, isWhole);
		const { content, touched } =
			nature === "elf" ? lookAtElf(source) : { content: scriptContent(source), touched: [start(source)] };
		// What is malformed may be looked at in other ways.
		const isRetainedWhole = isWhole || (content.kind === "malformed-elf" && source.size <= malformedBytes);
		return this.#enter(
			path,
			source,
			isRetainedWhole ? [whole(source)] : touched,
			this.#examined(path, content, source),
		);
	}

	#keepZip(source: ByteSource, path: string, isWhole: boolean): number {
		if (isWhole) return this.#enter(path, source, [whole(source)], undefined);
		const isCut = this.#buffered.length < source.size;
		const examined = this.#examined(path, { kind: "other" }, source, isCut);
		return examined === undefined ? -1 : this.contents.add(undefined, examined);
	}

	#enter(path: string, source: ByteSource, ranges: readonly ByteRange[], examined: unknown): number {
		const file = this.#retained(path, source, ranges);
		return file === undefined && examined === undefined ? -1 : this.contents.add(file, examined);
	}

	#retained(path: string, source: ByteSource, ranges: readonly ByteRange[]): RetainedFile | undefined {
		try {
			const file = this.#context.retained.keep(source, ranges);
			if (file === undefined)
				this.#context.diagnostics.error("not judged: its facts did not fit (limit retainedBytes)", path);
			return file;
		} catch (error) {
			// A sparse file whose map makes no sense cannot be read, now or later.
			if (error instanceof InputError) return undefined;
			throw error;
		}
	}

	#examined(path: string, content: FileContent, source: ByteSource, isCut = false): unknown {
		const { budget, examine } = this.#context;
		return examine?.({ path, content, source, budget, ...(isCut ? { isCut: true } : {}) });
	}

	#record(entry: TarEntry, path: string, nature: Nature, place: number): void {
		const { mode, sizeBytes } = entry;
		this.#log.add({ kind: "file", path, mode, owner: entry.owner, sizeBytes, nature, place });
	}

	#endLarge(entry: TarEntry, path: string, large: LargeFile, number: number): void {
		const place = this.contents.add(undefined, undefined);
		this.#record(entry, path, "elf", place);
		this.settle(large, place, path);
		if (large.missing.length > 0) this.incomplete.set(number, large);
	}

	/** Keeps what a large file's facts stand on, as far as it has passed. */
	settle(large: LargeFile, place: number, path: string): void {
		const { source, content, touched } = large.look(place);
		const file = this.#retained(path, source, touched);
		if (file !== undefined) this.contents.replace(place, file, this.#examined(path, content, source));
	}
}

function whole({ size }: ByteSource): ByteRange {
	return { offset: 0, length: size };
}

function start({ size }: ByteSource): ByteRange {
	return { offset: 0, length: Math.min(size, firstBytes) };
}

/** For somebody: a file that is meant to be started. */
/** Somebody may take the file for a program, by its mode, or for a library or addon, by its name. */
function mayBeTaken(path: string, mode: number): boolean {
	return (mode & 0o111) !== 0 || /\.(?:node|so(?:\.[\w.]{1,40})?)$/.test(path);
}

/** The bytes that tell what a file is instead of a program; absent where they do not. */
function foreignStart(source: ByteSource): ByteRange | undefined {
	const range = { offset: 0, length: Math.min(FOREIGN_BYTES, source.size) };
	return foreignFormat(source.read(0, range.length)) === undefined ? undefined : range;
}
