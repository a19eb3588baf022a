import rule from "../../../src/rules/identity/claimed-libc.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for glibc content under a musl name",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { claimedLibc: { libc: "musl", by: "the file name app-linux-x64-musl" } },
			},
			{ severity: "info", message: /app-linux-x64-musl says musl, but the file is built for glibc: on alpine/ },
		],
		[
			"as a warning where it is why the file does not load",
			{
				target: "alpine:3.20",
				libc: musl(),
				outcome: "refused",
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.34"] } },
				program: { claimedLibc: { libc: "musl", by: "the wheel's tag musllinux_1_2" } },
			},
			{ severity: "warning", message: /on alpine:3\.20 it is the wrong one/ },
		],
		[
			"as a note where it does not load for another reason",
			{
				outcome: "refused",
				elf: { needed: ["libc.so.6"], versions: { "libc.so.6": ["GLIBC_2.34"] } },
				program: { claimedLibc: { libc: "musl", by: "the name" } },
			},
			{ severity: "info" },
		],
		[
			"for musl content under a glibc name",
			{
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"] },
				program: { claimedLibc: { libc: "glibc", by: "the wheel tag manylinux_2_28" } },
			},
			{ message: /built for musl/ },
		],
	],
	silent: [
		[
			"when the claim is true",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { claimedLibc: { libc: "glibc", by: "the name" } },
			},
		],
		[
			"without a claim",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
			},
		],
		[
			"for a static program, which has neither",
			{ kind: "static-executable", elf: {}, program: { claimedLibc: { libc: "musl", by: "the name" } } },
		],
	],
});
