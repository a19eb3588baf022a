import { ElfFormatError } from "../bytes/elf-format-error.ts";

/** What `find` gives; `undefined` where it meets malformed data. Those who need that data report it; here it tells
 *  nothing. */
export function tolerant<T>(find: () => T): T | undefined {
	try {
		return find();
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}
