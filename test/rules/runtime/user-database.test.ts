import rule from "../../../src/rules/runtime/user-database.ts";
import { NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for getpwuid",
			{
				target: "scratch",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getpwuid"],
				},
			},
			{ severity: "info", about: ["/etc/passwd"] },
		],
		[
			"for a static program that names the file",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["/etc/passwd"]) },
			},
			{ remedy: /COPY --from/ },
		],
	],
	silent: [
		[
			"when the target has the file",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getpwuid"],
				},
				files: { "/etc/passwd": "root:x:0:0::/:/bin/sh" },
			},
		],
		[
			"when nobody asks",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getuid"],
				},
			},
		],
	],
});
