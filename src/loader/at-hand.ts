import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { InputError } from "../bytes/input-error.ts";

/** What `read` finds in a file's bytes; absent where they make no sense, or are not at hand any more (of a large file in a
 *  stream, only what loaders read is kept). */
export function atHand<T>(read: () => T | undefined): T | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof ElfFormatError || error instanceof InputError) return undefined;
		throw error;
	}
}
