import { Parser } from "elfy";
import type { ByteView } from "../bytes/byte-view.ts";
import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { PN_XNUM } from "./constants.ts";
import type { Segment } from "./elf-file.ts";
import { type FileHeader, programHeaderBytes } from "./file-header.ts";

/** More program headers than this are not read. */
const MAX_PROGRAM_HEADERS = 1 << 17;
/** fs/binfmt_elf.c refuses a larger program header table. */
const KERNEL_TABLE_BYTES = 65536;

/** The program headers, in file order.
 *  Shape: empty when e_phnum is 0 or e_phentsize is not that of the class (see {@link tableProblem}).
 *  Errors: ElfFormatError "out-of-bounds", "truncated" or "too-many". */
export function readProgramHeaders(header: FileHeader): Segment[] {
	const entryBytes = programHeaderBytes(header.layout);
	if (header.phnum === 0 || header.phentsize !== entryBytes) return [];
	const count = programHeaderCount(header);
	const view = header.reader.view(header.phoff, count * entryBytes, "Elf_Phdr");
	return decodeWithElfy(header, view, count).map(({ offset, filesz }, index) => {
		return segmentAt(view, index * entryBytes, offset, filesz);
	});
}

/** What the kernel refuses about the program header table; starts with the errno's name. Absent when it is fine. */
export function tableProblem(header: FileHeader): string | undefined {
	const entryBytes = programHeaderBytes(header.layout);
	if (header.phnum === 0) return "ENOEXEC: there are no program headers";
	if (header.phentsize !== entryBytes) return `ENOEXEC: e_phentsize is ${header.phentsize}, not ${entryBytes}`;
	const bytes = header.phnum * entryBytes;
	if (bytes > KERNEL_TABLE_BYTES) return `ENOEXEC: the program headers take ${bytes} bytes, more than 65536`;
	return undefined;
}

/** e_phnum, or sh_info of section header 0 when e_phnum is PN_XNUM (as in large core files). */
function programHeaderCount(header: FileHeader): number {
	if (header.phnum !== PN_XNUM || header.shoff === 0) return header.phnum;
	const { is64 } = header.layout;
	const count = header.reader.view(header.shoff, is64 ? 64 : 40, "Elf_Shdr").u32(is64 ? 44 : 28);
	if (count <= MAX_PROGRAM_HEADERS) return count;
	throw new ElfFormatError("too-many", "Elf_Phdr", header.shoff, `${count} program headers`);
}

/** elfy sees nothing but a table of known length that starts at 1 (0 means "none" to it). */
function decodeWithElfy(header: FileHeader, view: ByteView, count: number): { offset: number; filesz: number }[] {
	const table = Buffer.concat([Buffer.alloc(1), view.bytes(0, view.length)]);
	return decoder(header).parsePrograms(table, {
		class: header.layout.is64 ? "64" : "32",
		phoff: 1,
		phnum: count,
		phentsize: header.phentsize,
	});
}

function decoder(header: FileHeader): Parser {
	const parser = new Parser();
	parser.setEndian(header.layout.littleEndian ? "lsb" : "msb");
	return parser;
}

/** With what elfy loses: p_type and p_flags as numbers, 64-bit values above 2^53. */
function segmentAt(view: ByteView, at: number, offset: number, fileSizeBytes: number): Segment {
	const { is64 } = view.layout;
	return {
		type: view.u32(at),
		flags: view.u32(at + (is64 ? 4 : 24)),
		offset,
		address: view.word(at + (is64 ? 16 : 8)),
		fileSizeBytes,
		memorySizeBytes: view.word(at + (is64 ? 40 : 20)),
		alignment: view.word(at + (is64 ? 48 : 28)),
	};
}
