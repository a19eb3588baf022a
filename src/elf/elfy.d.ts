/** What is used of elfy 1.0.0, which brings no types of its own. See docs/decisions/0001-elfy.md. */
declare module "elfy" {
	/** The numbers of the file header; the fields that elfy turns into names are left out. */
	export interface ElfyHeader {
		readonly flags: number;
		readonly phoff: number;
		readonly phentsize: number;
		readonly phnum: number;
		readonly shoff: number;
	}
	/** What `parsePrograms` asks of a header. */
	export interface ElfyTable {
		readonly class: "32" | "64";
		readonly phoff: number;
		readonly phnum: number;
		readonly phentsize: number;
	}
	export interface ElfyProgram {
		readonly offset: number;
		readonly filesz: number;
	}
	export class Parser {
		setEndian(endian: "lsb" | "msb"): void;
		parseHeader(bytes: Buffer): ElfyHeader;
		parsePrograms(bytes: Buffer, header: ElfyTable): ElfyProgram[];
	}
}
