import rule from "../../../src/rules/behaviour/thread-stack-size.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as information for plain threads",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_create"],
				},
			},
			{ severity: "info", message: /128 KiB/ },
		],
		[
			"as a warning with an interpreter in the threads",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_create"],
				},
				files: { "/opt/libpython3.12.so.1.0": {} },
				loaded: ["/opt/libpython3.12.so.1.0"],
			},
			{ severity: "warning", message: /libpython3\.12/ },
		],
		[
			"with the smaller stack of old releases",
			{
				target: "alpine:3.9",
				libc: musl("1.1.20", { gnuStackSetsThreadStack: false }),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_create"],
				},
			},
			{ message: /80 KiB/, noRemedy: /-z,stack-size/ },
		],
	],
	silent: [
		[
			"when the program sets the size",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_create", "pthread_attr_setstacksize"],
				},
			},
		],
		[
			"when PT_GNU_STACK sets it",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_create"],
					gnuStack: { executable: false, sizeBytes: 8388608 },
				},
			},
		],
		[
			"without threads",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["puts"],
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
					imports: ["pthread_create"],
				},
			},
		],
	],
});
