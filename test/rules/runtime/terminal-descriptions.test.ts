import rule from "../../../src/rules/runtime/terminal-descriptions.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for ncurses",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				files: { "/lib/libtinfo.so.6": {} },
				loaded: ["/lib/libtinfo.so.6"],
			},
			{ severity: "info", about: ["libtinfo.so.6"] },
		],
	],
	silent: [
		[
			"where the descriptions are",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				files: { "/lib/libtinfo.so.6": {}, "/lib/terminfo/x/xterm": "x" },
				loaded: ["/lib/libtinfo.so.6"],
			},
		],
		[
			"without ncurses",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
			},
		],
	],
});
