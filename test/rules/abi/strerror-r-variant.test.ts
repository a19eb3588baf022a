import rule from "../../../src/rules/abi/strerror-r-variant.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for a glibc program on musl",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strerror_r"],
				},
			},
			{ severity: "warning", about: ["strerror_r"] },
		],
	],
	silent: [
		[
			"for a program built for musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["strerror_r"] },
			},
		],
		[
			"on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strerror_r"],
				},
			},
		],
		[
			"for a weak import",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					weakImports: ["strerror_r"],
				},
			},
		],
		[
			"when gcompat brings GNU's variant",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strerror_r"],
				},
				files: { "/lib/libgcompat.so.0": { exports: ["strerror_r"] } },
				ofTarget: ["/lib/libgcompat.so.0"],
				loaded: ["/lib/libgcompat.so.0"],
			},
		],
		[
			"for POSIX's variant",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["__xpg_strerror_r"],
				},
			},
		],
	],
});
