/** A machine that an emulator stands in for. */
export interface Machine {
	/** As `uname -m` has it, and base images call it. */
	readonly name: string;
	readonly emachine: number;
	/** The emulator; absent where the kernel of x86-64 runs its programs itself. */
	readonly emulator?: string;
	/** Names that the archives of root file systems have for it, by kind of distribution. */
	readonly archives: { readonly debian: string; readonly alpine: string; readonly busybox: string };
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
		emulator: "qemu-aarch64-static",
		archives: { debian: "arm64", alpine: "aarch64", busybox: "arm64v8" },
		compilers: [["aarch64-linux-gnu-gcc"], [zig, "cc", "-fno-lto", "-target", "aarch64-linux-%libc"]],
		// bti jc first: pages may be guarded.
		exit: () => words(0xd50324df, 0xd2800540, 0xd2800bc8, 0xd4000001),
	},
	{
		name: "armv7l",
		emachine: 40,
		emulator: "qemu-arm-static",
		archives: { debian: "armhf", alpine: "armv7", busybox: "arm32v7" },
		compilers: [
			["arm-linux-gnueabihf-gcc", "-marm"],
			[zig, "cc", "-fno-lto", "-target", "arm-linux-%libceabihf"],
		],
		exit: (thumb) => (thumb ? Buffer.from("2a20f82700df", "hex") : words(0xe3a0002a, 0xe3a070f8, 0xef000000)),
	},
	{
		name: "i386",
		emachine: 3,
		archives: { debian: "i386", alpine: "x86", busybox: "i386" },
		compilers: [["gcc", "-m32"]],
		exit: () => Buffer.from("bb2a000000b8fc000000cd80", "hex"),
	},
	{
		name: "ppc64le",
		emachine: 21,
		emulator: "qemu-ppc64le-static",
		archives: { debian: "ppc64el", alpine: "ppc64le", busybox: "ppc64le" },
		compilers: [["powerpc64le-linux-gnu-gcc"], [zig, "cc", "-fno-lto", "-target", "powerpc64le-linux-%libc"]],
		exit: () => words(0x3860002a, 0x380000ea, 0x44000002),
	},
	{
		name: "s390x",
		emachine: 22,
		emulator: "qemu-s390x-static",
		archives: { debian: "s390x", alpine: "s390x", busybox: "s390x" },
		compilers: [["s390x-linux-gnu-gcc"]],
		exit: () => Buffer.from("a729002aa71900f80a00", "hex"),
	},
	{
		name: "riscv64",
		emachine: 243,
		emulator: "qemu-riscv64-static",
		archives: { debian: "riscv64", alpine: "riscv64", busybox: "riscv64" },
		compilers: [["riscv64-linux-gnu-gcc"]],
		exit: () => words(0x02a00513, 0x05e00893, 0x00000073),
	},
];
