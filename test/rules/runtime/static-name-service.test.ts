import rule from "../../../src/rules/runtime/static-name-service.ts";
import { type ContextFacts, glibc, NO_LIBC } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

const NSS = "in __nss_next";

const OLD: ContextFacts = {
	target: "debian:11-slim",
	kind: "static-executable",
	elf: {},
	program: { strings: new Set([NSS, "/etc/nsswitch.conf"]) },
};

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
			"as a warning where the modules of a newer glibc are there",
			{ ...OLD, libc: glibc("2.36"), files: { "/lib/x86_64-linux-gnu/libnss_dns.so.2": {} } },
			{ severity: "warning", message: /of glibc 2\.36, and the first look-up crashes \(SIGSEGV\)$/ },
		],
		[
			"as a warning where the modules may be those of its own glibc",
			{ ...OLD, libc: glibc("2.31"), files: { "/lib/x86_64-linux-gnu/libnss_dns.so.2": {} } },
			{ severity: "warning", message: /unless it was linked with the glibc of debian:11-slim, 2\.31, the first/ },
		],
		[
			"as a warning where not all of its text was looked through",
			{
				kind: "static-executable",
				elf: { notes: { abiTag: { os: 0, kernel: [3, 2, 0] } } },
				program: { unsearchedBytes: 3 << 20 },
			},
			{ severity: "warning", message: /^3 MiB of its text were not looked through/ },
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
			"for a program that musl may be linked into, however long",
			{ kind: "static-executable", elf: {}, program: { unsearchedBytes: 3 << 20 } },
		],
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
