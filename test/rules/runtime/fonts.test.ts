import rule from "../../../src/rules/runtime/fonts.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for fontconfig",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				files: { "/lib/libfontconfig.so.1": {} },
				loaded: ["/lib/libfontconfig.so.1"],
			},
			{ severity: "info" },
		],
	],
	silent: [
		[
			"where fonts are",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				files: { "/lib/libfontconfig.so.1": {}, "/usr/share/fonts": "x" },
				loaded: ["/lib/libfontconfig.so.1"],
			},
		],
		[
			"without fontconfig",
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
