import type { Suite } from "../corpus/debian-archive.ts";

/** A machine that an emulator stands in for. */
export interface Machine {
	/** As `uname -m` has it, and the archives of root file systems are called. */
	readonly name: string;
	readonly emachine: number;
	/** As Debian calls it, and the suite that its packages are drawn from. */
	readonly debian: { readonly architecture: string; readonly suite: Suite };
	/** The emulator; absent where the kernel of x86-64 runs its programs itself. */
	readonly emulator?: string;
	/** Compilers for a small program, each a command with arguments; the first that is there is taken.
	 *  `%libc` is `gnu` or `musl`. */
	readonly compilers: readonly (readonly string[])[];
	/** Instructions that end a process with status 42. `thumb`: the entry point is of the other instruction set. */
	readonly exit: (thumb: boolean) => Buffer;
}

const zig = process.env.ELFSPECT_ZIG ?? "zig";

function words(...list: readonly number[]): Buffer {
	const bytes = Buffer.alloc(list.length * 4);
	for (const [index, word] of list.entries()) bytes.writeUInt32LE(word, index * 4);
	return bytes;
}

/** exit_group(42) in every machine's own instructions. */
export const MACHINES: readonly Machine[] = [
	{
		name: "aarch64",
		emachine: 183,
		debian: { architecture: "arm64", suite: "bookworm" },
		emulator: "qemu-aarch64-static",
		compilers: [["aarch64-linux-gnu-gcc"], [zig, "cc", "-fno-lto", "-target", "aarch64-linux-%libc"]],
		// bti jc first: pages may be guarded.
		exit: () => words(0xd50324df, 0xd2800540, 0xd2800bc8, 0xd4000001),
	},
	{
		name: "armv7l",
		emachine: 40,
		debian: { architecture: "armhf", suite: "bookworm" },
		emulator: "qemu-arm-static",
		compilers: [
			["arm-linux-gnueabihf-gcc", "-marm"],
			[zig, "cc", "-fno-lto", "-target", "arm-linux-%libceabihf"],
		],
		exit: (thumb) => (thumb ? Buffer.from("2a20f82700df", "hex") : words(0xe3a0002a, 0xe3a070f8, 0xef000000)),
	},
	{
		name: "i386",
		emachine: 3,
		debian: { architecture: "i386", suite: "bookworm" },
		compilers: [["gcc", "-m32"]],
		exit: () => Buffer.from("bb2a000000b8fc000000cd80", "hex"),
	},
	{
		name: "ppc64le",
		emachine: 21,
		debian: { architecture: "ppc64el", suite: "bookworm" },
		emulator: "qemu-ppc64le-static",
		compilers: [["powerpc64le-linux-gnu-gcc"], [zig, "cc", "-fno-lto", "-target", "powerpc64le-linux-%libc"]],
		exit: () => words(0x3860002a, 0x380000ea, 0x44000002),
	},
	{
		name: "s390x",
		emachine: 22,
		debian: { architecture: "s390x", suite: "bookworm" },
		emulator: "qemu-s390x-static",
		compilers: [["s390x-linux-gnu-gcc"]],
		exit: () => Buffer.from("a729002aa71900f80a00", "hex"),
	},
	{
		name: "riscv64",
		emachine: 243,
		debian: { architecture: "riscv64", suite: "trixie" },
		emulator: "qemu-riscv64-static",
		compilers: [["riscv64-linux-gnu-gcc"]],
		exit: () => words(0x02a00513, 0x05e00893, 0x00000073),
	},
];
