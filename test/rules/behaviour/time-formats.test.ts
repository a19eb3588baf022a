import rule from "../../../src/rules/behaviour/time-formats.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for GNU's conversions",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strftime"],
				},
				program: { strings: new Set(["%l:%M %P", "%d"]) },
			},
			{ severity: "info", evidence: { formats: ["%l:%M %P"] } },
		],
		[
			"for strptime of an older musl",
			{
				target: "alpine:3.20",
				libc: musl("1.2.5"),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strptime"],
				},
			},
			{ severity: "info", about: ["strptime"] },
		],
	],
	silent: [
		[
			"for portable conversions",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strftime"],
				},
				program: { strings: new Set(["%Y-%m-%d"]) },
			},
		],
		[
			"for strptime of musl 1.2.6",
			{
				target: "alpine:3.24",
				libc: musl("1.2.6"),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["strptime"],
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
					imports: ["strftime"],
				},
				program: { strings: new Set(["%P"]) },
			},
		],
	],
});
