import { EM } from "../../elf/constants-machine.ts";
import type { ElfFile } from "../../elf/elf-file.ts";
import { type RelocationRules, relocationRules } from "./relocation-rules.ts";

/** What differs between glibc's loaders by machine. */
export interface MachineRules {
	readonly relocations: RelocationRules;
	/** Flags of ld.so.cache entries that this loader takes; the last one is its own (_DL_CACHE_DEFAULT_ID). */
	readonly cacheFlags: readonly number[];
	/** The thread's block lies before the thread pointer (TLS_TCB_AT_TP), else behind it (TLS_DTV_AT_TP). */
	readonly tlsBeforePointer: boolean;
	/** TCB_ALIGNMENT, in bytes. */
	readonly tcbAlignmentBytes: number;
	/** DEFAULT_STACK_PERMS: a file without PT_GNU_STACK requires an executable stack. */
	readonly executableStackByDefault: boolean;
	/** Debian's name for the machine's library folder. */
	readonly multiarch: string;
	/** The version of libc's oldest symbols. */
	readonly baseVersion: string;
	/** What `$PLATFORM` stands for where the kernel tells nothing finer; absent where it varies with the CPU. */
	readonly platform?: string;
}

const EF_ARM_ABI_FLOAT_HARD = 0x400;
const EF_RISCV_FLOAT_ABI = 0x6;
const EF_RISCV_FLOAT_ABI_DOUBLE = 0x4;
const EF_LARCH_ABI_MODIFIER = 0x7;
const EF_LARCH_ABI_DOUBLE_FLOAT = 0x3;
const EF_PPC64_ABI = 0x3;
const EM_S390_OLD = 0xa390;

/** The rules of the machine that a loader was built for; absent for one that this model does not know.
 *  Source: sysdeps/unix/sysv/linux/<machine>/dl-cache.h, ldconfig.h, stackinfo.h and tls.h of glibc. */
export function machineRules(loader: ElfFile): MachineRules | undefined {
	const relocations = relocationRules(loader.machine);
	const rest = relocations && restOf(loader);
	return rest && { relocations, ...rest };
}

type Rest = Omit<MachineRules, "relocations">;

function restOf(loader: ElfFile): Rest | undefined {
	switch (loader.machine) {
		case EM.EM_X86_64:
			return loader.class === "ELF64"
				? X86_64
				: { ...X86_64, cacheFlags: [0x803], multiarch: "x86_64-linux-gnux32", baseVersion: "GLIBC_2.16" };
		case EM.EM_386:
			return I386;
		case EM.EM_AARCH64:
			return AARCH64;
		case EM.EM_ARM:
			return arm((loader.flags & EF_ARM_ABI_FLOAT_HARD) !== 0);
		case EM.EM_RISCV:
			return loader.class === "ELF64" ? riscv(loader.flags) : undefined;
		case EM.EM_S390:
			return loader.class === "ELF64" ? S390X : undefined;
		case EM.EM_PPC64:
			return loader.endianness === "little" ? PPC64LE : undefined;
		case EM.EM_LOONGARCH:
			return loader.class === "ELF64" ? loongarch(loader.flags) : undefined;
		default:
			return undefined;
	}
}

const X86_64: Rest = {
	cacheFlags: [0x303],
	tlsBeforePointer: true,
	tcbAlignmentBytes: 64,
	executableStackByDefault: true,
	multiarch: "x86_64-linux-gnu",
	baseVersion: "GLIBC_2.2.5",
	platform: "x86_64",
};

const I386: Rest = {
	cacheFlags: [1, 3],
	tlsBeforePointer: true,
	tcbAlignmentBytes: 64,
	executableStackByDefault: true,
	multiarch: "i386-linux-gnu",
	baseVersion: "GLIBC_2.0",
	platform: "i686",
};

const AARCH64: Rest = {
	cacheFlags: [0xa03],
	tlsBeforePointer: false,
	tcbAlignmentBytes: 16,
	executableStackByDefault: false,
	multiarch: "aarch64-linux-gnu",
	baseVersion: "GLIBC_2.17",
	platform: "aarch64",
};

function arm(hard: boolean): Rest {
	return {
		cacheFlags: [hard ? 0x903 : 0xb03, 3],
		tlsBeforePointer: false,
		tcbAlignmentBytes: 16,
		executableStackByDefault: true,
		multiarch: hard ? "arm-linux-gnueabihf" : "arm-linux-gnueabi",
		baseVersion: "GLIBC_2.4",
		platform: "v7l",
	};
}

function riscv(flags: number): Rest {
	const double = (flags & EF_RISCV_FLOAT_ABI) === EF_RISCV_FLOAT_ABI_DOUBLE;
	return {
		cacheFlags: [double ? 0x1003 : 0xf03],
		tlsBeforePointer: false,
		tcbAlignmentBytes: 16,
		executableStackByDefault: false,
		multiarch: "riscv64-linux-gnu",
		baseVersion: "GLIBC_2.27",
	};
}

const S390X: Rest = {
	cacheFlags: [0x403],
	tlsBeforePointer: true,
	tcbAlignmentBytes: 16,
	executableStackByDefault: true,
	multiarch: "s390x-linux-gnu",
	baseVersion: "GLIBC_2.2",
};

const PPC64LE: Rest = {
	cacheFlags: [0x503],
	tlsBeforePointer: false,
	tcbAlignmentBytes: 16,
	executableStackByDefault: false,
	multiarch: "powerpc64le-linux-gnu",
	baseVersion: "GLIBC_2.17",
};

function loongarch(flags: number): Rest {
	const double = (flags & EF_LARCH_ABI_MODIFIER) === EF_LARCH_ABI_DOUBLE_FLOAT;
	return {
		cacheFlags: [double ? 0x1203 : 0x1103],
		tlsBeforePointer: false,
		tcbAlignmentBytes: 16,
		executableStackByDefault: false,
		multiarch: "loongarch64-linux-gnu",
		baseVersion: "GLIBC_2.36",
	};
}

/** elf_machine_matches_host: whether a file is for the machine and calling convention of this loader. */
export function matchesHost(elf: ElfFile, loader: ElfFile): boolean {
	if (loader.machine === EM.EM_S390) return elf.machine === EM.EM_S390 || elf.machine === EM_S390_OLD;
	if (elf.machine !== loader.machine) return false;
	if (elf.machine === EM.EM_PPC64) return (elf.flags & EF_PPC64_ABI) % 2 === 0;
	if (elf.machine === EM.EM_RISCV) return (elf.flags & EF_RISCV_FLOAT_ABI) === (loader.flags & EF_RISCV_FLOAT_ABI);
	return true;
}
