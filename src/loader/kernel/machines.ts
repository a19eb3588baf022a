import { EM } from "../../elf/constants-machine.ts";
import type { ElfFile } from "../../elf/elf-file.ts";

/** EM_486, which elf_check_arch of 32-bit x86 still takes. */
const EM_486 = 6;
const EF_ARM_EABI_MASK = 0xff000000;

/** One of the kernel's ELF formats: the native one, or the 32-bit one beside it. */
export interface BinaryFormat {
	readonly machines: readonly number[];
	/** The layout in which it reads headers; absent where both exist under one machine number. */
	readonly class?: ElfFile["class"];
}

const X86_64: BinaryFormat = { machines: [EM.EM_X86_64], class: "ELF64" };
const I386: BinaryFormat = { machines: [EM.EM_386, EM_486], class: "ELF32" };
const AARCH64: BinaryFormat = { machines: [EM.EM_AARCH64], class: "ELF64" };
const ARM: BinaryFormat = { machines: [EM.EM_ARM], class: "ELF32" };
const PPC64: BinaryFormat = { machines: [EM.EM_PPC64], class: "ELF64" };
const PPC: BinaryFormat = { machines: [EM.EM_PPC], class: "ELF32" };

/** The formats that a kernel of a machine starts, in the order in which it tries them.
 *  Source: elf_check_arch and compat_elf_check_arch in arch/<machine>/include/asm/elf.h of Linux. */
export function binaryFormats(kernelMachine: number): readonly BinaryFormat[] {
	switch (kernelMachine) {
		case EM.EM_X86_64:
			return [X86_64, I386];
		case EM.EM_AARCH64:
			return [AARCH64, ARM];
		case EM.EM_PPC64:
			return [PPC64, PPC];
		case EM.EM_386:
			return [I386];
		case EM.EM_ARM:
			return [ARM];
		case EM.EM_S390:
			return [{ machines: [EM.EM_S390], class: "ELF64" }];
		default:
			return [{ machines: [kernelMachine] }];
	}
}

/** Whether a format takes a file. The identification bytes (class, data, OSABI) are not asked; a header of the other
 *  class fails at e_phentsize. */
export function accepts(format: BinaryFormat, elf: ElfFile): boolean {
	if (!format.machines.includes(elf.machine)) return false;
	if (elf.machine === EM.EM_ARM && (elf.flags & EF_ARM_EABI_MASK) === 0) return false;
	return format.class === undefined || format.class === elf.class;
}
