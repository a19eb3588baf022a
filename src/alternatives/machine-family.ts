import { EM } from "../elf/constants-machine.ts";
import type { ElfFile } from "../elf/elf-file.ts";

const FAMILIES: ReadonlyMap<number, string> = new Map([
	[EM.EM_X86_64, "x86_64"],
	[EM.EM_386, "i386"],
	[EM.EM_AARCH64, "aarch64"],
	[EM.EM_ARM, "arm"],
	[EM.EM_S390, "s390x"],
	[EM.EM_RISCV, "riscv64"],
	[EM.EM_LOONGARCH, "loongarch64"],
	[EM.EM_MIPS, "mips"],
	[EM.EM_SPARC, "sparc"],
	[EM.EM_SPARCV9, "sparc"],
	[EM.EM_PPC, "ppc"],
]);

/** The machine of a file as names of files know it: ARM's versions are one family. */
export function machineFamily(elf: Pick<ElfFile, "machine" | "class" | "endianness">): string {
	const { machine } = elf;
	if (machine === EM.EM_PPC64) return elf.endianness === "little" ? "ppc64le" : "ppc64";
	if (machine === EM.EM_X86_64 && elf.class === "ELF32") return "x32";
	return FAMILIES.get(machine) ?? `machine ${machine}`;
}

/** The family of an architecture in the words of `uname -m`. */
export function familyOfArch(arch: string): string {
	return /^armv[567]l$/.test(arch) ? "arm" : arch;
}

/** An architecture of `uname -m` for a family. */
export function archOfFamily(family: string): string {
	return family === "arm" ? "armv7l" : family;
}

const NODE_WORDS: Readonly<Record<string, string>> = {
	x86_64: "x64",
	aarch64: "arm64",
	i386: "ia32",
	ppc64le: "ppc64",
	loongarch64: "loong64",
};

/** `process.arch` of Node; .NET's identifiers have the same words but for x86. */
export function nodeArch(family: string): string {
	return NODE_WORDS[family] ?? family;
}
