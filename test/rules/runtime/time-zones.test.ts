import rule from "../../../src/rules/runtime/time-zones.ts";
import { NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for Go on scratch",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "go", strings: new Set(["unknown time zone "]) },
			},
			{ severity: "info", message: /is unknown/, remedy: /time\/tzdata/ },
		],
		[
			"for localtime without a database",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["localtime"],
				},
			},
			{ message: /taken for UTC/, about: ["localtime"] },
		],
	],
	silent: [
		[
			"when Go has the database embedded",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "go", strings: new Set(["unknown time zone ", "time/tzdata"]) },
			},
		],
		[
			"when the target has the database",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["localtime"],
				},
				files: { "/usr/share/zoneinfo/UTC": "x" },
			},
		],
		[
			"without local times",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["gmtime"],
				},
			},
		],
	],
});
