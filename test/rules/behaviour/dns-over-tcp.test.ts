import rule from "../../../src/rules/behaviour/dns-over-tcp.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as a warning for programs that ask for records",
			{
				target: "alpine:3.16",
				libc: musl("1.2.3"),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["res_query"] },
			},
			{ severity: "warning", message: /musl 1\.2\.3/ },
		],
		[
			"as information for look-ups of addresses",
			{
				target: "alpine:3.16",
				libc: musl("1.2.3"),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["getaddrinfo"] },
			},
			{ severity: "info" },
		],
	],
	silent: [
		[
			"from musl 1.2.4 on",
			{
				target: "alpine:3.18",
				libc: musl("1.2.4"),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["res_query"] },
			},
		],
		[
			"on glibc",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["res_query"],
				},
			},
		],
		[
			"without name resolution",
			{
				target: "alpine:3.16",
				libc: musl("1.2.3"),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"] },
			},
		],
		[
			"when it does not start",
			{
				target: "alpine:3.16",
				libc: musl("1.2.3"),
				outcome: "refused",
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["res_query"] },
			},
		],
	],
});
