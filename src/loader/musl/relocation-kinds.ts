import { R_386, R_390, R_AARCH64, R_ARM, R_LARCH, R_PPC64, R_RISCV, R_X86_64 } from "../../elf/constants-relocation.ts";
import { type MachineFacts, muslArchitecture } from "./architecture.ts";
import { isAtLeast } from "./version.ts";

/** What a relocation type means to musl. Types without a kind are refused. */
export type RelocationKind =
	| "symbolic"
	| "offset"
	| "got"
	| "plt"
	| "relative"
	| "copy"
	| "dtpmod"
	| "dtpoff"
	| "tpoff"
	| "tlsdesc";

/** Kinds by R_* number. */
export type RelocationKinds = ReadonlyMap<number, RelocationKind>;

/** The relocation types that musl's loader knows on an architecture; absent where they are not modelled.
 *  Source: arch/<arch>/reloc.h of musl, 1.1.16 to 1.2.6. */
export function relocationKinds(loader: MachineFacts, version: string | undefined): RelocationKinds | undefined {
	switch (muslArchitecture(loader)) {
		case "x86_64":
			return x86_64();
		case "i386":
			return i386();
		case "aarch64":
		case "aarch64_be":
			return aarch64();
		case "arm":
		case "armhf":
		case "armeb":
		case "armebhf":
			return arm(version);
		case "powerpc64":
		case "powerpc64le":
			return powerpc64(version);
		case "s390x":
			return s390x();
		case "riscv64":
			return riscv64(version);
		case "loongarch64":
			return loongarch64(version);
		default:
			return undefined;
	}
}

function x86_64(): RelocationKinds {
	return new Map<number, RelocationKind>([
		[R_X86_64.R_X86_64_64, "symbolic"],
		[R_X86_64.R_X86_64_PC32, "offset"],
		[R_X86_64.R_X86_64_GLOB_DAT, "got"],
		[R_X86_64.R_X86_64_JUMP_SLOT, "plt"],
		[R_X86_64.R_X86_64_RELATIVE, "relative"],
		[R_X86_64.R_X86_64_COPY, "copy"],
		[R_X86_64.R_X86_64_DTPMOD64, "dtpmod"],
		[R_X86_64.R_X86_64_DTPOFF64, "dtpoff"],
		[R_X86_64.R_X86_64_TPOFF64, "tpoff"],
		[R_X86_64.R_X86_64_TLSDESC, "tlsdesc"],
	]);
}

function i386(): RelocationKinds {
	return new Map<number, RelocationKind>([
		[R_386.R_386_32, "symbolic"],
		[R_386.R_386_PC32, "offset"],
		[R_386.R_386_GLOB_DAT, "got"],
		[R_386.R_386_JMP_SLOT, "plt"],
		[R_386.R_386_RELATIVE, "relative"],
		[R_386.R_386_COPY, "copy"],
		[R_386.R_386_TLS_DTPMOD32, "dtpmod"],
		[R_386.R_386_TLS_DTPOFF32, "dtpoff"],
		[R_386.R_386_TLS_TPOFF, "tpoff"],
		[R_386.R_386_TLS_TPOFF32, "tpoff"],
		[R_386.R_386_TLS_DESC, "tlsdesc"],
	]);
}

function aarch64(): RelocationKinds {
	return new Map<number, RelocationKind>([
		[R_AARCH64.R_AARCH64_ABS64, "symbolic"],
		[R_AARCH64.R_AARCH64_GLOB_DAT, "got"],
		[R_AARCH64.R_AARCH64_JUMP_SLOT, "plt"],
		[R_AARCH64.R_AARCH64_RELATIVE, "relative"],
		[R_AARCH64.R_AARCH64_COPY, "copy"],
		[R_AARCH64.R_AARCH64_TLS_DTPMOD, "dtpmod"],
		[R_AARCH64.R_AARCH64_TLS_DTPREL, "dtpoff"],
		[R_AARCH64.R_AARCH64_TLS_TPREL, "tpoff"],
		[R_AARCH64.R_AARCH64_TLSDESC, "tlsdesc"],
	]);
}

function arm(version: string | undefined): RelocationKinds {
	return withTlsdesc(R_ARM.R_ARM_TLS_DESC, isAtLeast(version, "1.1.21"), [
		[R_ARM.R_ARM_ABS32, "symbolic"],
		[R_ARM.R_ARM_GLOB_DAT, "got"],
		[R_ARM.R_ARM_JUMP_SLOT, "plt"],
		[R_ARM.R_ARM_RELATIVE, "relative"],
		[R_ARM.R_ARM_COPY, "copy"],
		[R_ARM.R_ARM_TLS_DTPMOD32, "dtpmod"],
		[R_ARM.R_ARM_TLS_DTPOFF32, "dtpoff"],
		[R_ARM.R_ARM_TLS_TPOFF32, "tpoff"],
	]);
}

function powerpc64(version: string | undefined): RelocationKinds {
	const unaligned: [number, RelocationKind][] = isAtLeast(version, "1.1.24")
		? [[R_PPC64.R_PPC64_UADDR64, "symbolic"]]
		: [];
	return new Map<number, RelocationKind>([
		...unaligned,
		[R_PPC64.R_PPC64_ADDR64, "symbolic"],
		[R_PPC64.R_PPC64_GLOB_DAT, "got"],
		[R_PPC64.R_PPC64_JMP_SLOT, "plt"],
		[R_PPC64.R_PPC64_RELATIVE, "relative"],
		[R_PPC64.R_PPC64_COPY, "copy"],
		[R_PPC64.R_PPC64_DTPMOD64, "dtpmod"],
		[R_PPC64.R_PPC64_DTPREL64, "dtpoff"],
		[R_PPC64.R_PPC64_TPREL64, "tpoff"],
	]);
}

function s390x(): RelocationKinds {
	return new Map<number, RelocationKind>([
		[R_390.R_390_64, "symbolic"],
		[R_390.R_390_GLOB_DAT, "got"],
		[R_390.R_390_JMP_SLOT, "plt"],
		[R_390.R_390_RELATIVE, "relative"],
		[R_390.R_390_COPY, "copy"],
		[R_390.R_390_TLS_DTPMOD, "dtpmod"],
		[R_390.R_390_TLS_DTPOFF, "dtpoff"],
		[R_390.R_390_TLS_TPOFF, "tpoff"],
	]);
}

/** No GOT type of its own: its GOT entries are R_RISCV_64, which is never put off. */
function riscv64(version: string | undefined): RelocationKinds {
	return withTlsdesc(R_RISCV.R_RISCV_TLSDESC, isAtLeast(version, "1.2.5"), [
		[R_RISCV.R_RISCV_64, "symbolic"],
		[R_RISCV.R_RISCV_JUMP_SLOT, "plt"],
		[R_RISCV.R_RISCV_RELATIVE, "relative"],
		[R_RISCV.R_RISCV_COPY, "copy"],
		[R_RISCV.R_RISCV_TLS_DTPMOD64, "dtpmod"],
		[R_RISCV.R_RISCV_TLS_DTPREL64, "dtpoff"],
		[R_RISCV.R_RISCV_TLS_TPREL64, "tpoff"],
	]);
}

function loongarch64(version: string | undefined): RelocationKinds {
	return withTlsdesc(R_LARCH.R_LARCH_TLS_DESC64, isAtLeast(version, "1.2.6"), [
		[R_LARCH.R_LARCH_64, "symbolic"],
		[R_LARCH.R_LARCH_JUMP_SLOT, "plt"],
		[R_LARCH.R_LARCH_RELATIVE, "relative"],
		[R_LARCH.R_LARCH_COPY, "copy"],
		[R_LARCH.R_LARCH_TLS_DTPMOD64, "dtpmod"],
		[R_LARCH.R_LARCH_TLS_DTPREL64, "dtpoff"],
		[R_LARCH.R_LARCH_TLS_TPREL64, "tpoff"],
	]);
}

function withTlsdesc(type: number, known: boolean, kinds: [number, RelocationKind][]): RelocationKinds {
	return new Map<number, RelocationKind>(known ? [...kinds, [type, "tlsdesc"]] : kinds);
}
