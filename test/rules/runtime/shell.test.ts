import rule from "../../../src/rules/runtime/shell.ts";
import { NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for system()",
			{
				target: "distroless/base-debian12",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["system"],
				},
			},
			{ severity: "info", about: ["/bin/sh"] },
		],
		[
			"for a static program that names it",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["/bin/sh"]) },
			},
			{ message: /\/bin\/sh/ },
		],
	],
	silent: [
		[
			"when the target has a shell",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["system"],
				},
				files: { "/bin/sh": "x" },
			},
		],
		[
			"when nothing starts commands",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["execve"],
				},
			},
		],
	],
});
