import rule from "../../../src/rules/runtime/static-conversions.ts";
import { NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for iconv in a static program",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["gconv-modules"]) },
			},
			{ severity: "info" },
		],
	],
	silent: [
		[
			"where the modules are",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["gconv-modules"]) },
				files: { "/usr/lib/x86_64-linux-gnu/gconv": "x" },
			},
		],
		[
			"for a dynamic program",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { strings: new Set(["gconv-modules"]) },
			},
		],
	],
});
