import rule from "../../../src/rules/behaviour/self-location-under-gcompat.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for PyInstaller",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "pyinstaller" },
			},
			{ severity: "warning", message: /proc\/self\/exe/ },
		],
	],
	silent: [
		[
			"for a plain program",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "c" },
			},
		],
		[
			"on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "pyinstaller" },
			},
		],
		[
			"when it does not start",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				outcome: "refused",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "pyinstaller" },
			},
		],
	],
});
