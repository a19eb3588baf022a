import rule from "../../../src/rules/behaviour/lazy-binding.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for functions that glibc would look for later",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["fts_open", "environ"],
					lazy: ["fts_open"],
				},
				problems: ["fts_open", "environ"].map(
					(symbol) =>
						({ kind: "symbol-missing", fatal: true, object: "/app", symbol, lazy: false, undecided: false }) as const,
				),
			},
			{ severity: "info", about: ["fts_open"] },
		],
	],
	silent: [
		[
			"for a program that binds everything at start anyway",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["fts_open"],
					lazy: ["fts_open"],
					flags: 8,
				},
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "fts_open", lazy: false, undecided: false },
				],
			},
		],
		[
			"when nothing is missing",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["puts"],
					lazy: ["puts"],
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
					imports: ["x"],
					lazy: ["x"],
				},
				problems: [{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "x", lazy: false, undecided: false }],
			},
		],
	],
});
