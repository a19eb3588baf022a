import rule from "../../../src/rules/abi/regmatch-layout.ts";
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
					imports: ["regexec"],
				},
			},
			{ severity: "warning", about: ["regexec"] },
		],
		[
			"for a program that does not start yet, since it is what follows",
			{
				target: "alpine:3.20",
				libc: musl(),
				outcome: "refused",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["regexec"],
				},
			},
			{ severity: "warning" },
		],
		[
			"for a library that is shipped with the program",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				files: { "/opt/libx.so": { versions: { "libc.so.6": ["GLIBC_2.2.5"] }, imports: ["regexec"] } },
				loaded: ["/opt/libx.so"],
			},
			{ evidence: { object: "libx.so" } },
		],
	],
	silent: [
		[
			"for a program built for musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["regexec"] },
			},
		],
		[
			"on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["regexec"],
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
					weakImports: ["regexec"],
				},
			},
		],
		[
			"on 32-bit, where both have 8 bytes",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					class: "ELF32",
					imports: ["regexec"],
				},
			},
		],
		[
			"when another library has regexec",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["regexec"],
				},
				files: { "/usr/lib/libpcre2-posix.so.3": { exports: ["regexec"] } },
				loaded: ["/usr/lib/libpcre2-posix.so.3"],
			},
		],
		[
			"for a library of the target itself",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				files: { "/lib/libx.so": { versions: { "libc.so.6": ["GLIBC_2.2.5"] }, imports: ["regexec"] } },
				ofTarget: ["/lib/libx.so"],
				loaded: ["/lib/libx.so"],
			},
		],
		[
			"when nothing matches",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["regcomp"],
				},
			},
		],
	],
});
