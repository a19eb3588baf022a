import rule from "../../../src/rules/abi/locale-layout.ts";
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
					imports: ["__newlocale", "__uselocale", "__nl_langinfo_l"],
				},
			},
			{ severity: "warning", remedy: /apk add libstdc/ },
		],
	],
	silent: [
		[
			"for a program built for musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib/ld-musl-x86_64.so.1",
					needed: ["libc.musl-x86_64.so.1"],
					imports: ["__newlocale", "__uselocale", "__nl_langinfo_l"],
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
					imports: ["__newlocale", "__uselocale", "__nl_langinfo_l"],
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
					weakImports: ["__newlocale", "__uselocale", "__nl_langinfo_l"],
				},
			},
		],
		[
			"for a program that only makes locales",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["__newlocale", "__uselocale"],
				},
			},
		],
		[
			"when gcompat hands out the locales",
			{
				target: "alpine:3.20+gcompat",
				libc: musl(),
				interpreter: GCOMPAT,
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["__newlocale", "__uselocale", "__nl_langinfo_l"],
				},
				files: { "/lib/libgcompat.so.0": { exports: ["__newlocale"] } },
				ofTarget: ["/lib/libgcompat.so.0"],
				loaded: ["/lib/libgcompat.so.0"],
			},
		],
	],
});
