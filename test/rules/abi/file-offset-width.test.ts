import rule from "../../../src/rules/abi/file-offset-width.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for a 32-bit program without large files",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				arch: "i386",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					class: "ELF32",
					imports: ["lseek", "__xstat", "puts"],
				},
			},
			{ severity: "warning", about: ["__xstat", "lseek"], remedy: /_FILE_OFFSET_BITS=64/ },
		],
	],
	silent: [
		[
			"with large files",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					class: "ELF32",
					imports: ["lseek64", "__xstat64"],
				},
			},
		],
		[
			"on 64-bit",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["lseek"],
				},
			},
		],
		[
			"on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					class: "ELF32",
					imports: ["lseek"],
				},
			},
		],
	],
});
