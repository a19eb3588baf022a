/** An ELF file (or a part of one) that cannot be what it says, or (`unreadable`) whose bytes cannot be had.
 *  Thrown only by `bytes/` and `elf/`; caught once per file. */
export class ElfFormatError extends Error {
	override readonly name = "ElfFormatError";
	/** Stable word for the problem, for example `truncated`, `out-of-bounds`, `bad-string`. */
	readonly code: string;
	/** The ELF structure that was being read, for example `Elf64_Verneed`. */
	readonly structure: string;
	/** Bytes from the start of the file. */
	readonly offset: number;

	constructor(code: string, structure: string, offset: number, detail: string) {
		super(code === "unreadable" ? detail : `${structure}: ${detail} (offset 0x${offset.toString(16)})`);
		this.code = code;
		this.structure = structure;
		this.offset = offset;
	}
}
