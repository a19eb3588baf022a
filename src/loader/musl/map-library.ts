import { ET, PT } from "../../elf/constants.ts";
import type { DynamicFacts, ElfFile, Segment } from "../../elf/elf-file.ts";
import type { FileEntry } from "../../tree/file-tree.ts";
import type { OpenedFile } from "../process-files.ts";
import type { MuslErrno } from "./errno.ts";
import type { MuslProcess } from "./process.ts";
import { isAtLeast } from "./version.ts";

const PAGE_MASK = 0xfffn;

/** What map_library makes of a file: its facts, the errno of a refusal, or why the model cannot tell.
 *  Neither magic nor machine are looked at. A file of the other class or byte order is read in the loader's own layout,
 *  where it has no PT_DYNAMIC (other class) or an odd e_type (other order): `Exec format error` like all the rest. */
export type Mapping =
	| { readonly mapped: { readonly elf: ElfFile; readonly dynamic: DynamicFacts } }
	| { readonly errno: MuslErrno }
	| { readonly unknown: string };

/** Maps an opened file. Source: map_library in ldso/dynlink.c. */
export function mapLibrary(process: MuslProcess, { entry, realPath }: OpenedFile): Mapping {
	if (entry.type === "directory") return { errno: "EISDIR" };
	if (entry.type !== "file") return { unknown: `${realPath} is a special file` };
	const content = entry.content();
	if (content.kind === "malformed-elf" && isCutShort(entry, process.start.interpreter.elf)) return { errno: "ENOEXEC" };
	if (content.kind === "malformed-elf") return { unknown: `${realPath}: ${content.error.message}` };
	if (content.kind !== "elf") return { errno: "ENOEXEC" };
	return mapElf(process, content.elf);
}

/** What the loader reads first, and refuses when it gets less: the header, then the program headers.
 *  `most`: bytes of program headers beyond which it reports another error. */
const LAYOUTS = {
	ELF64: { header: 64, offset: (bytes: Buffer) => Number(bytes.readBigUInt64LE(32)), entry: 54, count: 56, most: 832 },
	ELF32: { header: 52, offset: (bytes: Buffer) => bytes.readUInt32LE(28), entry: 42, count: 44, most: 844 },
} as const;

/** Whether a file ends before its program headers do, on little-endian machines. */
function isCutShort(entry: FileEntry, { class: elfClass, endianness }: ElfFile): boolean {
	const { header, offset, entry: size, count, most } = LAYOUTS[elfClass];
	if (entry.sizeBytes < header) return true;
	const bytes = entry.bytes()?.read(0, header);
	if (bytes === undefined || bytes.length < header || endianness !== "little") return false;
	const tableBytes = bytes.readUInt16LE(size) * bytes.readUInt16LE(count);
	return tableBytes <= most && offset(bytes) + tableBytes > entry.sizeBytes;
}

function mapElf(process: MuslProcess, elf: ElfFile): Mapping {
	const loader = process.start.interpreter.elf;
	const readable = elf.class === loader.class && elf.endianness === loader.endianness;
	if (!readable || (elf.type !== ET.ET_DYN && elf.type !== ET.ET_EXEC)) return { errno: "ENOEXEC" };
	if (elf.dynamic === undefined) return { errno: "ENOEXEC" };
	if (!isMappable(process, elf)) return { errno: "EINVAL" };
	if (elf.type === ET.ET_EXEC && isTaken(process)) return { errno: "EBUSY" };
	return { mapped: { elf, dynamic: elf.dynamic } };
}

/** mmap refuses a length of zero; 1.2.3 learnt to leave empty segments out (mmap_fixed). The lowest segment shares
 *  the first mapping. */
function isMappable({ start }: MuslProcess, { segments }: ElfFile): boolean {
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	if (loads.length === 0) return false;
	if (isAtLeast(start.interpreter.libc.version, "1.2.3")) return true;
	const isEmpty = ({ address, memorySizeBytes }: Segment) => memorySizeBytes === 0n && (address & PAGE_MASK) === 0n;
	return !loads.some((load) => isEmpty(load) && loads.some(({ address }) => address < load.address));
}

/** A file that is not relocatable needs its own addresses; another one of its kind has them already. */
function isTaken(process: MuslProcess): boolean {
	return process.chain.some(({ elf }) => elf?.type === ET.ET_EXEC);
}
