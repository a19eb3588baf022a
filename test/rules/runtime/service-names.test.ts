import rule from "../../../src/rules/runtime/service-names.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for getservbyname",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getservbyname"],
				},
			},
			{ severity: "info", about: ["/etc/services"] },
		],
		[
			"for protocols on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getprotobyname"],
				},
			},
			{ about: ["/etc/protocols"] },
		],
	],
	silent: [
		[
			"where the file is",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["getservbyname"],
				},
				files: { "/etc/services": "x" },
			},
		],
		[
			"for protocols on musl, which has them built in",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib/ld-musl-x86_64.so.1",
					needed: ["libc.musl-x86_64.so.1"],
					imports: ["getprotobyname"],
				},
			},
		],
	],
});
