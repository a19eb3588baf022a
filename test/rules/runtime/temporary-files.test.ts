import rule from "../../../src/rules/runtime/temporary-files.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for mkstemp on scratch",
			{
				target: "scratch",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["mkstemp"],
				},
			},
			{ severity: "info", about: ["/tmp"] },
		],
	],
	silent: [
		[
			"when the target has /tmp",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["mkstemp"],
				},
				files: { "/tmp": "x" },
			},
		],
		[
			"when nothing makes files there",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["open"],
				},
			},
		],
	],
});
