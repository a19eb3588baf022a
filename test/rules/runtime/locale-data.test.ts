import rule from "../../../src/rules/runtime/locale-data.ts";
import { glibc, musl, NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for setlocale on an older glibc",
			{
				libc: glibc("2.31"),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["setlocale"],
				},
			},
			{ severity: "info", about: ["setlocale"] },
		],
		[
			"for a static program that names the folder",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set(["/usr/lib/locale"]) },
			},
			{ about: ["/usr/lib/locale"] },
		],
	],
	silent: [
		[
			"for Go, which looks for time zones there",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "go", strings: new Set(["/usr/lib/locale"]) },
			},
		],
		[
			"from glibc 2.35 on, which has C.UTF-8 built in",
			{
				libc: glibc("2.36"),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["setlocale"],
				},
			},
		],
		[
			"where the data is",
			{
				libc: glibc("2.31"),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["setlocale"],
				},
				files: { "/usr/lib/locale/C.utf8": "x" },
			},
		],
		[
			"on musl, which needs none",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["setlocale"] },
			},
		],
	],
});
