import rule from "../../../src/rules/runtime/unwinder-at-run-time.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as a warning for pthread_cancel",
			{
				target: "busybox:glibc",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_cancel"],
				},
			},
			{ severity: "warning", about: ["libgcc_s.so.1"], message: /must be installed for pthread_cancel to work/ },
		],
		[
			"as information for backtrace",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["backtrace"],
				},
			},
			{ severity: "info" },
		],
		[
			"for a library that ends threads",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				files: { "/lib/libx.so": { imports: ["pthread_exit"] } },
				loaded: ["/lib/libx.so"],
			},
			{ evidence: { object: "libx.so" } },
		],
	],
	silent: [
		[
			"when libgcc_s is loaded anyway",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_cancel"],
				},
				files: { "/lib/libgcc_s.so.1": {} },
				loaded: ["/lib/libgcc_s.so.1"],
			},
		],
		[
			"when the target has it",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["pthread_cancel"],
				},
				files: { "/lib/x86_64-linux-gnu/libgcc_s.so.1": {} },
			},
		],
		[
			"for the weak marker of old tool chains",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					weakImports: ["pthread_cancel"],
				},
			},
		],
		[
			"for glibc's own libraries",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				files: { "/lib/libpthread.so.0": { imports: ["pthread_exit"] } },
				loaded: ["/lib/libpthread.so.0"],
			},
		],
		[
			"on musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib/ld-musl-x86_64.so.1",
					needed: ["libc.musl-x86_64.so.1"],
					imports: ["pthread_cancel"],
				},
			},
		],
	],
});
