import rule from "../../../src/rules/behaviour/iconv-conversions.ts";
import { GCOMPAT, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for a glibc program on musl",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["iconv_open"],
				},
			},
			{ severity: "info", about: ["iconv_open"] },
		],
		[
			"as a warning for what musl refuses",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["iconv_open"],
				},
				program: { strings: new Set(["//TRANSLIT"]) },
			},
			{ severity: "warning", about: ["//TRANSLIT"], remedy: /gnu-libiconv/ },
		],
	],
	silent: [
		[
			"for a program built for musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["iconv_open"] },
			},
		],
		[
			"on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["iconv_open"],
				},
			},
		],
		[
			"for a weak import",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					weakImports: ["iconv_open"],
				},
			},
		],
		[
			"when it does not start",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				outcome: "refused",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["iconv_open"],
				},
			},
		],
	],
});
