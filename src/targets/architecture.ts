import { EM } from "../elf/constants-machine.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { machineName } from "../elf/names.ts";

/** A machine as images know it. */
export interface Architecture {
	/** In the words of `uname -m`. */
	readonly name: string;
	/** What else it is called: by Docker, Go, Debian and Alpine. */
	readonly aliases: readonly string[];
	/** e_machine of its own programs. */
	readonly machine: number;
	readonly class: "ELF32" | "ELF64";
	readonly endianness: "little" | "big";
	/** Where glibc's programs look for their loader. */
	readonly glibcLoader: string;
}

const architectures: readonly Architecture[] = [
	{
		name: "x86_64",
		aliases: ["amd64", "x86-64", "x64"],
		machine: 62,
		class: "ELF64",
		endianness: "little",
		glibcLoader: "/lib64/ld-linux-x86-64.so.2",
	},
	{
		name: "aarch64",
		aliases: ["arm64", "arm64/v8", "arm64v8"],
		machine: 183,
		class: "ELF64",
		endianness: "little",
		glibcLoader: "/lib/ld-linux-aarch64.so.1",
	},
	{
		name: "armv7l",
		aliases: ["arm", "arm/v7", "arm32v7", "armv7", "armhf"],
		machine: 40,
		class: "ELF32",
		endianness: "little",
		glibcLoader: "/lib/ld-linux-armhf.so.3",
	},
	{
		name: "armv6l",
		aliases: ["arm/v6", "arm32v6", "armv6"],
		machine: 40,
		class: "ELF32",
		endianness: "little",
		glibcLoader: "/lib/ld-linux-armhf.so.3",
	},
	{
		name: "armv5l",
		aliases: ["arm/v5", "arm32v5", "armv5", "armel"],
		machine: 40,
		class: "ELF32",
		endianness: "little",
		glibcLoader: "/lib/ld-linux.so.3",
	},
	{
		name: "i386",
		aliases: ["386", "x86", "i486", "i586", "i686"],
		machine: 3,
		class: "ELF32",
		endianness: "little",
		glibcLoader: "/lib/ld-linux.so.2",
	},
	{
		name: "ppc64le",
		aliases: ["ppc64el", "powerpc64le"],
		machine: 21,
		class: "ELF64",
		endianness: "little",
		glibcLoader: "/lib64/ld64.so.2",
	},
	{ name: "s390x", aliases: [], machine: 22, class: "ELF64", endianness: "big", glibcLoader: "/lib/ld64.so.1" },
	{
		name: "riscv64",
		aliases: [],
		machine: 243,
		class: "ELF64",
		endianness: "little",
		glibcLoader: "/lib/ld-linux-riscv64-lp64d.so.1",
	},
	{
		name: "loongarch64",
		aliases: ["loong64"],
		machine: 258,
		class: "ELF64",
		endianness: "little",
		glibcLoader: "/lib64/ld-linux-loongarch-lp64d.so.1",
	},
];

/** Every architecture for which there may be built-in targets, most used first. */
export function allArchitectures(): readonly Architecture[] {
	return architectures;
}

/** An architecture by any of its names (`amd64`, `linux/arm64`, `arm/v7`, ...). */
export function findArchitecture(name: string): Architecture | undefined {
	const wanted = name.toLowerCase().replace(/^linux\//, "");
	return architectures.find((one) => one.name === wanted || one.aliases.includes(wanted));
}

/** e_machine of an architecture by name: a known one, or one that {@link machineArch} named; 0 for others. */
export function machineOfArch(name: string): number {
	const machines: Readonly<Record<string, number>> = EM;
	return findArchitecture(name)?.machine ?? machines[`EM_${name.toUpperCase()}`] ?? (Number(name) || 0);
}

/** What a machine without built-in targets is called as an architecture: `mips` for EM_MIPS. */
export function machineArch(machine: number): string {
	return machineName(machine).replace("EM_", "").toLowerCase();
}

const EF_ARM_ABI_FLOAT_SOFT = 0x200;

/** The architecture that a file is made for; absent for machines without built-in targets.
 *  ARM: soft-float files belong to `armv5l`, all others to `armv7l` (nothing in a file tells v6 from v7). */
export function architectureOf(elf: Pick<ElfFile, "machine" | "class" | "endianness" | "flags">): string | undefined {
	const found = architectures.find(
		(one) => one.machine === elf.machine && one.class === elf.class && one.endianness === elf.endianness,
	);
	if (found?.machine !== 40) return found?.name;
	return (elf.flags & EF_ARM_ABI_FLOAT_SOFT) !== 0 ? "armv5l" : "armv7l";
}
