import { InputError } from "../../bytes/input-error.ts";
import type { InputLimits } from "../limits.ts";
import { TarAssembler, type TarStep } from "./tar-assembler.ts";
import type { TarEntry } from "./tar-entry.ts";
import { blockBytes } from "./tar-header.ts";

/** Who wants the data of an entry. */
export interface EntrySink {
	/** Some more data, in order; a view that is only good during the call. */
	data(chunk: Buffer): void;
	/** All data has been given. */
	end(): void;
}

/** What reads a layer or archive as it passes: decides per entry whether its data is wanted. */
export type EntryVisitor = (entry: TarEntry) => EntrySink | undefined;

/** Reads an archive that passes in chunks of any size. Nothing but a header cut in two is copied.
 *  Errors, from both methods: InputError `malformed-tar`, `limit`, `truncated`; entries before have been given. */
export class TarStreamReader {
	readonly #file: string;
	readonly #assembler: TarAssembler;
	readonly #visit: EntryVisitor;
	/** Bytes of a block or of metadata that is not complete yet. */
	#collected: Buffer[] = [];
	#collectedBytes = 0;
	/** Where they start in the archive. */
	#start = 0;
	/** Bytes to collect before something can be done with them. */
	#wanted = blockBytes;
	#wantedFor: "header" | "extension" | "metadata" = "header";
	/** Where the data of the latest entry starts in the archive. */
	#dataStart = 0;
	/** Bytes of data still to come for the sink, then bytes to pass over. */
	#dataLeft = 0;
	#skipLeft = 0;
	#sink: EntrySink | undefined;
	#position = 0;
	#ended = false;
	/** Bytes behind the end of the archive that may still come. */
	#trailingLeft: number;

	constructor(file: string, limits: InputLimits, visit: EntryVisitor) {
		this.#file = file;
		this.#assembler = new TarAssembler(file, limits);
		this.#visit = visit;
		this.#trailingLeft = limits.trailingBytes;
	}

	/** The archive's end has been seen; what follows is of no interest. */
	get ended(): boolean {
		return this.#ended;
	}

	/** Takes the next bytes. */
	write(chunk: Buffer): void {
		let at = 0;
		while (at < chunk.length && !this.#ended) {
			const taken = this.#take(chunk, at);
			at += taken;
			this.#position += taken;
		}
		this.#passTrailing(chunk.length - at);
	}

	/** Whoever writes into a pipe is read to the end, within bounds: the stream may have none. */
	#passTrailing(count: number): void {
		this.#trailingLeft -= count;
		if (this.#trailingLeft >= 0) return;
		throw new InputError("limit", this.#file, "archive", "too much follows its end (limit trailingBytes)");
	}

	/** Says that nothing more comes. */
	close(): void {
		if (this.#ended) return;
		if (this.#dataLeft > 0) throw this.#truncated("tar entry", this.#dataStart);
		if (this.#collectedBytes > 0) throw this.#truncated("tar header", this.#start);
		if (this.#wantedFor !== "header") throw this.#truncated("tar header", this.#position);
	}

	#truncated(structure: string, offset: number): InputError {
		return new InputError("truncated", this.#file, structure, `the archive ends after ${this.#position} bytes`, offset);
	}

	#take(chunk: Buffer, at: number): number {
		const available = chunk.length - at;
		if (this.#dataLeft > 0) return this.#passData(chunk, at, Math.min(available, this.#dataLeft));
		if (this.#skipLeft > 0) {
			const count = Math.min(available, this.#skipLeft);
			this.#skipLeft -= count;
			return count;
		}
		const count = Math.min(available, this.#wanted - this.#collectedBytes);
		this.#collect(chunk.subarray(at, at + count));
		return count;
	}

	#passData(chunk: Buffer, at: number, count: number): number {
		this.#sink?.data(chunk.subarray(at, at + count));
		this.#dataLeft -= count;
		if (this.#dataLeft === 0) this.#endData();
		return count;
	}

	#endData(): void {
		this.#sink?.end();
		this.#sink = undefined;
	}

	#collect(part: Buffer): void {
		const complete = this.#collectedBytes + part.length === this.#wanted;
		if (this.#collectedBytes === 0) this.#start = this.#position;
		if (complete && this.#collectedBytes === 0) {
			this.#use(part);
			return;
		}
		// The chunk is reused by its owner, so what must wait is copied.
		this.#collected.push(Buffer.from(part));
		this.#collectedBytes += part.length;
		if (!complete) return;
		const whole = Buffer.concat(this.#collected);
		this.#collected = [];
		this.#collectedBytes = 0;
		this.#use(whole);
	}

	#use(bytes: Buffer): void {
		if (this.#wantedFor === "metadata") {
			this.#assembler.metadata(bytes);
			this.#skipLeft = padding(bytes.length);
			this.#want("header", blockBytes);
			return;
		}
		const isHeader = this.#wantedFor === "header";
		this.#follow(isHeader ? this.#assembler.header(bytes, this.#start) : this.#assembler.extension(bytes));
	}

	#follow(step: TarStep): void {
		this.#want(step.step === "extension" ? "extension" : "header", blockBytes);
		if (step.step === "end") this.#ended = true;
		else if (step.step === "metadata" && step.sizeBytes > 0) this.#want("metadata", step.sizeBytes);
		else if (step.step === "metadata") this.#assembler.metadata(Buffer.alloc(0));
		else if (step.step === "skip") this.#expect(step.sizeBytes);
		else if (step.step === "entry") {
			this.#sink = this.#visit(step.entry);
			this.#expect(step.entry.storedBytes);
		}
	}

	/** Data follows the header that was just read. */
	#expect(sizeBytes: number): void {
		this.#dataStart = this.#start + blockBytes;
		this.#dataLeft = sizeBytes;
		this.#skipLeft = padding(sizeBytes);
		if (sizeBytes === 0) this.#endData();
	}

	#want(what: "header" | "extension" | "metadata", bytes: number): void {
		this.#wantedFor = what;
		this.#wanted = bytes;
	}
}

function padding(size: number): number {
	return (blockBytes - (size % blockBytes)) % blockBytes;
}
