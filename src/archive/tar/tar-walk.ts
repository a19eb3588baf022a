import type { ByteSource } from "../../bytes/byte-source.ts";
import type { FillingSource } from "../../bytes/filling-source.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { InputLimits } from "../limits.ts";
import { TarAssembler, type TarStep } from "./tar-assembler.ts";
import type { TarEntry } from "./tar-entry.ts";
import { blockBytes } from "./tar-header.ts";

/** An entry of an archive that can be read at any place. */
export interface WalkedTarEntry {
	readonly entry: TarEntry;
	/** Where its data starts in the archive. */
	readonly dataOffset: number;
	/** The first bytes of its data; a view that the next step overwrites. */
	readonly first: Buffer;
}

/** How much is read around a header: enough to see what a file starts with, and far more where files are small. */
const narrowWindow = 1024;
const wideWindow = 32 * 1024;
const smallStride = 8 * 1024;

/** Walks an archive by its headers with positioned reads; file data is passed over.
 *  Errors: InputError `malformed-tar`, `limit`, `truncated` (the archive ends inside a header or an entry; the
 *  entries before have been given). */
export function* walkTar(archive: FillingSource, limits: InputLimits): Generator<WalkedTarEntry> {
	const assembler = new TarAssembler(archive.name, limits);
	const window = headerWindow(archive);
	let offset = 0;
	let step: TarStep = { step: "skip", sizeBytes: 0 };
	while (offset < archive.size) {
		const block = window.at(offset);
		if (block.length < blockBytes) throw truncated(archive, "tar header", offset);
		const header = block.subarray(0, blockBytes);
		step = step.step === "extension" ? assembler.extension(header) : assembler.header(header, offset);
		offset += blockBytes;
		if (step.step === "end") return;
		if (step.step === "extension") continue;
		const size = step.step === "entry" ? step.entry.storedBytes : step.sizeBytes;
		const structure = step.step === "metadata" ? "tar header" : "tar entry";
		if (offset + size > archive.size) throw truncated(archive, structure, offset);
		if (step.step === "entry") yield { entry: step.entry, dataOffset: offset, first: block.subarray(blockBytes) };
		if (step.step === "metadata") assembler.metadata(archive.read(offset, size));
		offset += Math.ceil(size / blockBytes) * blockBytes;
	}
	if (step.step === "extension") throw truncated(archive, "tar header", offset);
}

function truncated(archive: ByteSource, structure: string, offset: number): InputError {
	return new InputError("truncated", archive.name, structure, `the archive ends after ${archive.size} bytes`, offset);
}

/** Bytes from a header on, read in one go with what follows it, into the same memory each time. */
function headerWindow(archive: FillingSource): { at(offset: number): Buffer } {
	const memory = Buffer.allocUnsafeSlow(wideWindow);
	const read = (offset: number, length: number): Buffer =>
		archive.fill === undefined
			? archive.read(offset, length)
			: memory.subarray(0, archive.fill(memory.subarray(0, length), offset));
	let start = 0;
	let bytes: Buffer = Buffer.alloc(0);
	let last = 0;
	return {
		at(offset) {
			const inside = offset - start;
			const stride = offset - last;
			last = offset;
			if (inside >= 0 && inside + narrowWindow <= bytes.length) return bytes.subarray(inside);
			start = offset;
			bytes = read(offset, stride <= smallStride ? wideWindow : narrowWindow);
			return bytes;
		},
	};
}
