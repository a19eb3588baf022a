import type { ElfModel } from "./elf-writer.ts";

/** A dynamic program with everything in it. */
export const SAMPLE: ElfModel = {
	interpreter: "/lib64/ld-linux-x86-64.so.2",
	needed: ["libfoo.so.1", "libc.so.6"],
	soname: "libsample.so.3",
	rpath: "/opt/lib",
	runpath: "$ORIGIN/../lib",
	flags: 0x8,
	flags1: 0x1,
	hash: "both",
	symbols: [
		{ name: "puts", version: "GLIBC_2.2.5" },
		{ name: "statx", version: "GLIBC_2.28", binding: 2 },
		{ name: "plain" },
		{ name: "sample_new", defined: true, version: "SAMPLE_2" },
		{ name: "sample_old", defined: true, version: "SAMPLE_1", hidden: true },
		{ name: "sample_data", defined: true, type: 1, version: "SAMPLE_1" },
		{ name: "unversioned", defined: true },
	],
	versionNeeds: [
		{ file: "libfoo.so.1", versions: ["FOO_1"] },
		{ file: "libc.so.6", versions: ["GLIBC_2.2.5", "GLIBC_2.28"] },
		{ file: "libm.so.6", versions: ["GLIBC_2.29"], weak: true },
	],
	versionDefinitions: ["SAMPLE_1", "SAMPLE_2"],
	relative: 4,
	rela: [
		[6, "statx"],
		[6, "plain"],
		[1, "plain"],
		[6, "plain"],
	],
	jmprel: [[7, "puts"]],
	notes: [
		{ owner: "GNU", type: 1, words: [0, 3, 2, 0] },
		{ owner: "GNU", type: 3, text: "0123456789abcdefghij" },
		{ owner: "Go", type: 4, text: "abc/def" },
	],
	gnuStack: { flags: 6, size: 0x100000 },
};
