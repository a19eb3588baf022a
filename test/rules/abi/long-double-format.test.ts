import rule from "../../../src/rules/abi/long-double-format.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for long double mathematics on ppc64le",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				arch: "ppc64le",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					machine: 21,
					imports: ["strtold", "sinl", "sin"],
				},
			},
			{ severity: "warning", about: ["sinl", "strtold"] },
		],
	],
	silent: [
		[
			"on x86_64, where both have 80 bits",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strtold", "sinl"],
				},
			},
		],
		[
			"for doubles",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					machine: 21,
					imports: ["sin", "ceil", "floor", "puts", "shell"],
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
					machine: 21,
					imports: ["sinl"],
				},
			},
		],
	],
});
