import type { ByteSource } from "../../bytes/byte-source.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { Nature } from "./layer-record.ts";

/** Bytes that tell a file's nature. */
const natureBytes = 4;

/** What a file that starts with these bytes is, as far as anybody asks; of `first` no more than `sizeBytes` are its. */
export function natureOf(first: Buffer, sizeBytes = first.length): Nature {
	const length = Math.min(first.length, sizeBytes);
	if (length >= 4) {
		const magic = first.readUInt32BE(0);
		if (magic === 0x7f454c46) return "elf";
		// PK 3 4 starts a zip file with members, PK 5 6 an empty one.
		if (magic === 0x504b0304 || magic === 0x504b0506) return "zip";
	}
	return length >= 2 && first[0] === 0x23 && first[1] === 0x21 ? "script" : "plain";
}

/** The nature of a file. One that cannot be read counts as ELF: whoever asks for its content then hears why. */
export function natureOfSource(source: ByteSource): Nature {
	try {
		return natureOf(source.read(0, natureBytes));
	} catch (error) {
		if (error instanceof InputError) return "elf";
		throw error;
	}
}
