import { PT } from "./constants.ts";
import type { ElfFile } from "./elf-file.ts";

/** Segments that only OpenBSD's linkers write. */
const OPENBSD: readonly number[] = [PT.PT_OPENBSD_MUTABLE, PT.PT_OPENBSD_RANDOMIZE, PT.PT_OPENBSD_WXNEEDED];

/** The BSD that a file was linked for, as its start files or its linker marked it. Linkers of OpenBSD leave EI_OSABI at 0,
 *  which says nothing. Errors: ElfFormatError from the notes. */
export function markedSystem({ notes, segments }: Pick<ElfFile, "notes" | "segments">): string | undefined {
	return notes.system ?? (segments.some(({ type }) => OPENBSD.includes(type)) ? "OpenBSD" : undefined);
}
