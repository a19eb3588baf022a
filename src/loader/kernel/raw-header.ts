import { ET } from "../../elf/constants.ts";
import { EM } from "../../elf/constants-machine.ts";
import type { FileEntry } from "../../tree/file-tree.ts";
import { binaryFormats } from "./machines.ts";

/** Kernels that are little-endian only, or are never met otherwise. */
const LITTLE_ENDIAN: ReadonlySet<number> = new Set([
	EM.EM_X86_64,
	EM.EM_386,
	EM.EM_AARCH64,
	EM.EM_ARM,
	EM.EM_RISCV,
	EM.EM_LOONGARCH,
]);
const HEADER_BYTES = 64;
const MOST_TABLE_BYTES = 65536;

/** Why the kernel refuses a file of which no facts could be read, by its first 64 bytes alone; absent where it might
 *  go further. What a short file lacks is zero in the kernel's buffer.
 *  Source: load_elf_binary and load_elf_phdrs in fs/binfmt_elf.c of Linux. */
export function headerRefusal(entry: FileEntry, kernelMachine: number | undefined): string | undefined {
	const header = headerOf(entry, kernelMachine);
	if (header === undefined) return undefined;
	const type = header.readUInt16LE(16);
	if (type !== ET.ET_EXEC && type !== ET.ET_DYN) return "it is an ELF file, but no program";
	return machineRefusal(header, entry, kernelMachine);
}

/** The same for the interpreter of a program, whose type plays no part yet. */
export function interpreterRefusal(entry: FileEntry, kernelMachine: number | undefined): string | undefined {
	const header = headerOf(entry, kernelMachine);
	return header && machineRefusal(header, entry, kernelMachine);
}

/** The first 64 bytes, for a kernel that reads them as they are read here. */
function headerOf(entry: FileEntry, kernelMachine: number | undefined): Buffer | undefined {
	const source = entry.bytes();
	if (source === undefined) return undefined;
	const header = Buffer.alloc(HEADER_BYTES);
	source.read(0, HEADER_BYTES).copy(header);
	return LITTLE_ENDIAN.has(kernelMachine ?? machineOf(header)) ? header : undefined;
}

function machineOf(header: Buffer): number {
	return header.readUInt16LE(18);
}

function machineRefusal(header: Buffer, entry: FileEntry, kernelMachine: number | undefined): string | undefined {
	const machine = machineOf(header);
	const format = binaryFormats(kernelMachine ?? machine).find(({ machines }) => machines.includes(machine));
	if (format === undefined) return "it is for another machine";
	return format.class === undefined ? undefined : tableRefusal(header, format.class === "ELF64", entry.sizeBytes);
}

function tableRefusal(header: Buffer, is64: boolean, fileBytes: number): string | undefined {
	const entryBytes = is64 ? 56 : 32;
	const offset = is64 ? Number(header.readBigUInt64LE(32)) : header.readUInt32LE(28);
	if (header.readUInt16LE(is64 ? 54 : 42) !== entryBytes) return "its program headers have another size";
	const tableBytes = header.readUInt16LE(is64 ? 56 : 44) * entryBytes;
	if (tableBytes === 0 || tableBytes > MOST_TABLE_BYTES) return "it has no program headers, or too many";
	return offset + tableBytes > fileBytes ? "its program headers lie past its end" : undefined;
}
