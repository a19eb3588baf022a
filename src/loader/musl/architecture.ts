import { EM } from "../../elf/constants-machine.ts";
import type { ElfFile } from "../../elf/elf-file.ts";

const EF_ARM_ABI_FLOAT_HARD = 0x400;

/** What identifies an architecture in a file header. */
export type MachineFacts = Pick<ElfFile, "machine" | "class" | "endianness" | "flags">;

/** LDSO_ARCH: the middle of `ld-musl-ARCH.so.1`; absent where there is no such loader or it cannot be told.
 *  Source: arch/<arch>/reloc.h of musl. */
export function muslArchitecture(elf: MachineFacts): string | undefined {
	const is64 = elf.class === "ELF64";
	const little = elf.endianness === "little";
	switch (elf.machine) {
		case EM.EM_X86_64:
			return is64 ? "x86_64" : "x32";
		case EM.EM_386:
			return "i386";
		case EM.EM_AARCH64:
			return little ? "aarch64" : "aarch64_be";
		case EM.EM_ARM:
			return `arm${little ? "" : "eb"}${(elf.flags & EF_ARM_ABI_FLOAT_HARD) === 0 ? "" : "hf"}`;
		case EM.EM_PPC64:
			return little ? "powerpc64le" : "powerpc64";
		case EM.EM_PPC:
			return "powerpc";
		case EM.EM_S390:
			return is64 ? "s390x" : undefined;
		case EM.EM_RISCV:
			return is64 ? "riscv64" : "riscv32";
		case EM.EM_LOONGARCH:
			return "loongarch64";
		default:
			return undefined;
	}
}

/** Paths at which musl's loader stands, likeliest first. A hard-float mark is missing in some ARM files, so both
 *  spellings are given there. */
export function muslLoaderPaths(elf: MachineFacts): readonly string[] {
	const architecture = muslArchitecture(elf);
	if (architecture === undefined) return [];
	const spellings = elf.machine === EM.EM_ARM ? [architecture, "armhf", "arm"] : [architecture];
	return [...new Set(spellings)].map((spelling) => `/lib/ld-musl-${spelling}.so.1`);
}
