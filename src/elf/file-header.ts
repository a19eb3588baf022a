import { Parser } from "elfy";
import { ByteReader } from "../bytes/byte-reader.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { type ByteLayout, ByteView } from "../bytes/byte-view.ts";
import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { EM } from "./constants-machine.ts";
import type { ElfFile } from "./elf-file.ts";

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
/** sizeof(Elf64_Ehdr), the longer one. */
const HEADER_BYTES = 64;
const EI_CLASS = 4;
const EI_DATA = 5;
const EI_VERSION = 6;
const EI_OSABI = 7;
const EI_ABIVERSION = 8;
const EI_PAD = 9;
const EI_NIDENT = 16;

/** The file header, with the reader that fits it. */
export interface FileHeader {
	readonly reader: ByteReader;
	readonly layout: ByteLayout;
	readonly osAbi: number;
	readonly abiVersion: number;
	readonly type: number;
	readonly machine: number;
	readonly flags: number;
	readonly phoff: number;
	readonly phentsize: number;
	readonly phnum: number;
	readonly shoff: number;
	/** The identification as it stands. */
	readonly identification: NonNullable<ElfFile["identification"]>;
}

/** Whether a file that starts with these bytes claims to be ELF. */
export function isElf(prefix: Buffer): boolean {
	return prefix.length >= MAGIC.length && MAGIC.equals(prefix.subarray(0, MAGIC.length));
}

/** sizeof(Elf32_Phdr) or sizeof(Elf64_Phdr). */
export function programHeaderBytes(layout: ByteLayout): number {
	return layout.is64 ? 56 : 32;
}

/** The file header of a source.
 *  Errors: ElfFormatError "not-elf", "bad-identification" or "truncated". */
export function readFileHeader(source: ByteSource): FileHeader {
	const bytes = headerBytes(source);
	const layout = headerLayout(bytes);
	checkLength(source, layout, bytes);
	const view = new ByteView(bytes, layout, 0, "Elf_Ehdr");
	const decoded = new Parser().parseHeader(withIdentification(bytes, layout));
	return {
		reader: new ByteReader(source, layout),
		layout,
		// elfy takes EI_OSABI from the wrong byte, and names where numbers are needed.
		osAbi: view.u8(EI_OSABI),
		abiVersion: view.u8(EI_ABIVERSION),
		type: view.u16(16),
		machine: view.u16(18),
		flags: decoded.flags,
		phoff: decoded.phoff,
		phentsize: decoded.phentsize,
		phnum: decoded.phnum,
		shoff: decoded.shoff,
		identification: {
			class: view.u8(EI_CLASS),
			data: view.u8(EI_DATA),
			version: view.u8(EI_VERSION),
			...(view.bytes(EI_PAD, EI_NIDENT - EI_PAD).some((byte) => byte !== 0) ? { padded: true as const } : {}),
		},
	};
}

/** The first 64 bytes; what a shorter file lacks is zero, as in the kernel's buffer. */
function headerBytes(source: ByteSource): Buffer {
	const start = new ByteReader(source, { is64: true, littleEndian: true }).viewUpTo(0, HEADER_BYTES, "Elf_Ehdr");
	const bytes = Buffer.alloc(HEADER_BYTES);
	start.bytes(0, start.length).copy(bytes);
	if (isElf(bytes)) return bytes;
	throw new ElfFormatError("not-elf", "Elf_Ehdr", 0, "does not start with the ELF magic");
}

/** The layout that the identification names; where it makes no sense, the one that the kernel would accept: it asks
 *  only for e_machine and e_phentsize (fs/binfmt_elf.c), so that hand-made files with other things there do start. */
function headerLayout(bytes: Buffer): ByteLayout {
	const named = namedLayout(bytes);
	if (named !== undefined && fits(bytes, named) && hasSegments(bytes, named)) return named;
	const layout = LAYOUTS.find((candidate) => startable(bytes, candidate)) ?? named;
	if (layout !== undefined) return layout;
	const detail = `class ${bytes[EI_CLASS]} and data encoding ${bytes[EI_DATA]}`;
	throw new ElfFormatError("bad-identification", "Elf_Ehdr", EI_CLASS, `${detail} do not exist`);
}

const LAYOUTS: readonly ByteLayout[] = [true, false].flatMap((littleEndian) => [
	{ is64: true, littleEndian },
	{ is64: false, littleEndian },
]);

/** Machines that hand-made files are made for. */
const MACHINES: ReadonlySet<number> = new Set([EM.EM_X86_64, EM.EM_386, EM.EM_AARCH64, EM.EM_ARM, EM.EM_RISCV]);

function namedLayout(bytes: Buffer): ByteLayout | undefined {
	const elfClass = bytes[EI_CLASS];
	const data = bytes[EI_DATA];
	const known = (elfClass === 1 || elfClass === 2) && (data === 1 || data === 2);
	return known ? { is64: elfClass === 2, littleEndian: data === 1 } : undefined;
}

function hasSegments(bytes: Buffer, layout: ByteLayout): boolean {
	return new ByteView(bytes, layout, 0, "Elf_Ehdr").u16(layout.is64 ? 56 : 44) > 0;
}

function fits(bytes: Buffer, layout: ByteLayout): boolean {
	const view = new ByteView(bytes, layout, 0, "Elf_Ehdr");
	return view.u16(layout.is64 ? 56 : 44) === 0 || view.u16(layout.is64 ? 54 : 42) === programHeaderBytes(layout);
}

function startable(bytes: Buffer, layout: ByteLayout): boolean {
	const view = new ByteView(bytes, layout, 0, "Elf_Ehdr");
	const type = view.u16(16);
	return hasSegments(bytes, layout) && (type === 2 || type === 3) && MACHINES.has(view.u16(18)) && fits(bytes, layout);
}

/** A header cut short is accepted when its program headers are all there: that is what the kernel needs. */
function checkLength(source: ByteSource, layout: ByteLayout, bytes: Buffer): void {
	const needed = layout.is64 ? HEADER_BYTES : 52;
	if (source.size >= needed || startable(bytes, layout)) return;
	throw new ElfFormatError("truncated", "Elf_Ehdr", 0, `needs ${needed} bytes, the file has ${source.size}`);
}

/** The header with EI_CLASS and EI_DATA as elfy must read them. */
function withIdentification(bytes: Buffer, layout: ByteLayout): Buffer {
	const header = Buffer.from(bytes);
	header[EI_CLASS] = layout.is64 ? 2 : 1;
	header[EI_DATA] = layout.littleEndian ? 1 : 2;
	return header;
}
