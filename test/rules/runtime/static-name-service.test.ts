import rule from "../../../src/rules/runtime/static-name-service.ts";
import { NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

const NSS = "in __nss_next";

ruleTable(rule, {
	fires: [
		[
			"as information for current glibc",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set([NSS, "/etc/nsswitch.conf", "libnss_%s.so%s", "/etc/ethers"]) },
			},
			{ severity: "info", message: /files and DNS work everywhere/ },
		],
		[
			"as a warning for glibc before 2.33 without its modules",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set([NSS, "/etc/nsswitch.conf"]) },
			},
			{ severity: "warning", message: /every look-up fails/ },
		],
		[
			"as a warning for glibc 2.33, whose modules are not built in yet",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "rust", strings: new Set([NSS, "/etc/nsswitch.conf", "libnss_%s.so%s"]) },
			},
			{ severity: "warning", remedy: /x86_64-unknown-linux-musl/ },
		],
		[
			"as information where modules are there",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { strings: new Set([NSS, "/etc/nsswitch.conf"]) },
				files: { "/lib/x86_64-linux-gnu/libnss_dns.so.2": {} },
			},
			{ severity: "info" },
		],
		[
			"for cgo linked statically",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "go", strings: new Set([NSS, "libnss_%s.so%s", "/etc/ethers"]) },
			},
			{ severity: "info", remedy: /netgo/ },
		],
	],
	silent: [
		[
			"for Go's own resolver, glibc linked in for something else",
			{
				target: "scratch",
				libc: NO_LIBC,
				kind: "static-executable",
				elf: {},
				program: { kind: "go", strings: new Set(["/etc/nsswitch.conf", "gconv-modules"]) },
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
				program: { strings: new Set([NSS, "/etc/nsswitch.conf"]) },
			},
		],
		["for a static program without it", { target: "scratch", libc: NO_LIBC, kind: "static-executable", elf: {} }],
	],
});
