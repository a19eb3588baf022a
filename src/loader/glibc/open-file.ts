import { ET, PT } from "../../elf/constants.ts";
import { EM } from "../../elf/constants-machine.ts";
import type { ElfFile } from "../../elf/elf-file.ts";
import type { Denial } from "../../image/users/guarded-tree.ts";
import type { FileEntry } from "../../tree/file-tree.ts";
import type { OpenErrno, OpenedFile } from "../process-files.ts";
import { matchesHost } from "./machine-rules.ts";
import type { GlibcSettings } from "./settings.ts";

/** A file that the loader would map. */
export interface LoadableFile {
	/** As opened: what becomes the object's name. */
	readonly path: string;
	readonly realPath: string;
	readonly identity: string;
	readonly elf: ElfFile;
}

/** What opening a file leads to (open_verify in elf/dl-load.c). */
export type Opening =
	| { readonly outcome: "opened"; readonly file: LoadableFile }
	| { readonly outcome: "absent"; readonly errno: OpenErrno; readonly denial?: Denial }
	/** Not for this loader: the search goes on. */
	| { readonly outcome: "skipped"; readonly because: string; readonly otherClass?: true }
	/** The search ends here with these words. */
	| { readonly outcome: "refused"; readonly words: string; readonly errno?: "EISDIR" }
	/** Nobody can tell. */
	| { readonly outcome: "unknown"; readonly because: string };

const ELFOSABI_SYSV = 0;
const ELFOSABI_GNU = 3;
const ELFOSABI_ARM_AEABI = 64;
const LINUX_ABI_TAG = 0;

/** Judges what open(2) found at a path. */
export function judgeOpened(path: string, opened: OpenedFile, loader: ElfFile, settings: GlibcSettings): Opening {
	const { entry, realPath, identity } = opened;
	if (entry.type === "directory") return { outcome: "refused", words: "cannot read file data", errno: "EISDIR" };
	if (entry.type === "special") return { outcome: "unknown", because: `${path} is a device, socket or pipe` };
	const content = elfOf(path, entry, loader);
	if ("outcome" in content) return content;
	return (
		headerRefusal(content, loader, settings) ?? { outcome: "opened", file: { path, realPath, identity, elf: content } }
	);
}

/** The facts of the file, or why there are none. */
function elfOf(path: string, entry: FileEntry, loader: ElfFile): ElfFile | Opening {
	const content = entry.content();
	if (content.kind === "elf") return content.elf;
	if (entry.sizeBytes < (loader.class === "ELF64" ? 64 : 52)) return { outcome: "refused", words: "file too short" };
	if (content.kind !== "malformed-elf") return { outcome: "refused", words: "invalid ELF header" };
	const { code, structure, message } = content.error;
	if (structure === "Elf_Phdr" && code !== "too-many") return { outcome: "refused", words: "cannot read file data" };
	return { outcome: "unknown", because: `${path}: ${message}` };
}

/** The first of the loader's checks of the file header that fails. */
function headerRefusal(elf: ElfFile, loader: ElfFile, { release, isDebian }: GlibcSettings): Opening | undefined {
	return (
		classRefusal(elf, loader) ??
		// Debian's loader passes over files for other machines before it looks at the rest of the identification.
		(isDebian ? machineRefusal(elf, loader) : undefined) ??
		identificationRefusal(elf, loader, release) ??
		machineRefusal(elf, loader) ??
		typeRefusal(elf, release) ??
		abiTagRefusal(elf, release)
	);
}

function refused(words: string): Opening {
	return { outcome: "refused", words };
}

function classRefusal(elf: ElfFile, loader: ElfFile): Opening | undefined {
	const expected = loader.class === "ELF64" ? 2 : 1;
	if ((elf.identification ?? identificationOf(elf)).class === expected) return undefined;
	return { outcome: "skipped", because: `it is ${elf.class}, the loader is ${loader.class}`, otherClass: true };
}

function identificationRefusal(elf: ElfFile, loader: ElfFile, release: number): Opening | undefined {
	const named = elf.identification ?? identificationOf(elf);
	if (named.data !== (loader.endianness === "little" ? 1 : 2)) {
		return refused(`ELF file data encoding not ${loader.endianness}-endian`);
	}
	if (named.version !== 1) return refused("ELF file version ident does not match current one");
	if (!isKnownOsAbi(elf.osAbi, loader)) return refused("ELF file OS ABI invalid");
	if (!isKnownAbiVersion(elf, release)) return refused("ELF file ABI version invalid");
	return named.padded === true ? refused("nonzero padding in e_ident") : undefined;
}

function identificationOf(elf: ElfFile): NonNullable<ElfFile["identification"]> {
	return { class: elf.class === "ELF64" ? 2 : 1, data: elf.endianness === "little" ? 1 : 2, version: 1 };
}

function isKnownOsAbi(osAbi: number, loader: ElfFile): boolean {
	return (
		osAbi === ELFOSABI_SYSV || osAbi === ELFOSABI_GNU || (osAbi === ELFOSABI_ARM_AEABI && loader.machine === EM.EM_ARM)
	);
}

/** First release that knows absolute symbols as an extension. */
const ABSOLUTE_FROM = 28;

/** LIBC_ABI_MAX: the default, UNIQUE, ABSOLUTE and, where the machine has it, IFUNC (libc-abis of glibc). */
function isKnownAbiVersion({ osAbi, abiVersion, machine }: ElfFile, release: number): boolean {
	if (abiVersion === 0) return true;
	const withIfunc: readonly number[] = [EM.EM_X86_64, EM.EM_386, EM.EM_PPC64, EM.EM_RISCV];
	const most = 2 + Number(withIfunc.includes(machine)) + Number(release >= ABSOLUTE_FROM);
	return osAbi === ELFOSABI_GNU && abiVersion < most;
}

function machineRefusal(elf: ElfFile, loader: ElfFile): Opening | undefined {
	if (matchesHost(elf, loader)) return undefined;
	return { outcome: "skipped", because: `it is for machine ${elf.machine}, the loader for ${loader.machine}` };
}

function typeRefusal(elf: ElfFile, release: number): Opening | undefined {
	if (elf.type !== ET.ET_DYN && elf.type !== ET.ET_EXEC) return refused("only ET_DYN and ET_EXEC can be loaded");
	// Up to 2.30 this check stood here, before the one of the program headers.
	if (elf.type === ET.ET_EXEC && release < 31) return refused("cannot dynamically load executable");
	if (elf.headerProblem?.includes("e_phentsize")) return refused("ELF file's phentsize not the expected size");
	return undefined;
}

/** Up to 2.35 a file made for another system or a newer kernel is passed over. The kernel is taken for a new one. */
function abiTagRefusal(elf: ElfFile, release: number): Opening | undefined {
	if (release >= 36 || elf.segments.every(({ type }) => type !== PT.PT_NOTE)) return undefined;
	const tag = elf.notes.abiTag;
	if (tag === undefined || tag.os === LINUX_ABI_TAG) return undefined;
	return { outcome: "skipped", because: `its .note.ABI-tag names system ${tag.os}, not Linux` };
}
