import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import type { Decoder, ProfileFile } from "./profile-file.ts";

/** Opens a part that `writePart` wrote.
 *  Errors: the ElfFormatError that the part holds instead of facts. */
export function openPart(file: ProfileFile, offset: number): Decoder {
	const decoder = file.blob(offset);
	if (decoder.u8() === 0) return decoder;
	throw readFormatError(decoder);
}

/** Makes the error again that `writeFormatError` wrote. */
export function readFormatError(decoder: Decoder): ElfFormatError {
	const [code, structure, detail] = [decoder.text(), decoder.text(), decoder.text()];
	return new ElfFormatError(code, structure, decoder.varint(), detail);
}

/** The text behind an id that may be absent. */
export function readOptionalText(file: ProfileFile, decoder: Decoder): string | undefined {
	const id = decoder.varint();
	return id === 0 ? undefined : file.text(id - 1);
}

/** A value that may be absent. */
export function readOptional<T>(decoder: Decoder, read: () => T): T | undefined {
	return decoder.u8() === 0 ? undefined : read();
}
