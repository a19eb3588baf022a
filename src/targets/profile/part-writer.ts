import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import { type BlobWriter, Encoder } from "./blob-writer.ts";
import type { StringPool } from "./string-pool.ts";

/** Where facts go. */
export interface ProfileSink {
	readonly blobs: BlobWriter;
	readonly strings: StringPool;
}

/** Writes a part of a file's facts as a blob of its own; where the facts cannot be read, why.
 *  Shape: the offset of the blob. */
export function writePart(sink: ProfileSink, write: (part: Encoder) => void): number {
	return sink.blobs.blob(encodePart(sink, write));
}

function encodePart(sink: ProfileSink, write: (part: Encoder) => void): Encoder {
	try {
		const part = new Encoder().u8(0);
		write(part);
		return part;
	} catch (error) {
		if (!(error instanceof ElfFormatError)) throw error;
		return writeFormatError(sink, new Encoder().u8(1), error);
	}
}

/** Writes what an ElfFormatError says, so that the reader can make the same one. */
export function writeFormatError(sink: ProfileSink, encoder: Encoder, error: ElfFormatError): Encoder {
	const { code, structure, offset, message } = error;
	const detail = message.slice(structure.length + 2, message.lastIndexOf(" (offset 0x"));
	for (const text of [code, structure, detail]) encoder.varint(sink.strings.id(text));
	return encoder.varint(offset);
}

/** Writes a text that may be absent: its id + 1, or 0. */
export function writeOptionalText(sink: ProfileSink, encoder: Encoder, text: string | undefined): void {
	encoder.varint(text === undefined ? 0 : sink.strings.id(text) + 1);
}

/** Writes whether a value is there, and the value. */
export function writeOptional<T>(encoder: Encoder, value: T | undefined, write: (value: T) => unknown): void {
	encoder.u8(value === undefined ? 0 : 1);
	if (value !== undefined) write(value);
}

/** Writes texts by their ids, with their number before them. */
export function writeTexts(sink: ProfileSink, encoder: Encoder, texts: readonly string[]): void {
	encoder.list(texts, (text) => encoder.varint(sink.strings.id(text)));
}
