import rule from "../../../src/rules/runtime/opened-libraries.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as a warning for a required note",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					notes: { dlopen: [{ sonames: ["liblzma.so.5", "liblzma.so.6"], priority: "required", feature: "lzma" }] },
				},
			},
			{ severity: "warning", about: ["liblzma.so.5", "liblzma.so.6"], message: /feature "lzma"/ },
		],
		[
			"as information for a suggested note",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					notes: { dlopen: [{ sonames: ["libbpf.so.1"], priority: "suggested" }] },
				},
			},
			{ severity: "info" },
		],
		[
			"as information for names in the data",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["dlopen"],
				},
				program: { strings: new Set(["libcuda.so.1", "hello"]) },
			},
			{ severity: "info", about: ["libcuda.so.1"] },
		],
	],
	silent: [
		[
			"when one of the noted is there",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					notes: { dlopen: [{ sonames: ["liba.so.1", "liba.so.2"], priority: "required" }] },
				},
				files: { "/usr/lib/liba.so.2": {} },
			},
		],
		[
			"for names without dlopen",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { strings: new Set(["libcuda.so.1"]) },
			},
		],
		[
			"for a library beside the program",
			{
				path: "/opt/app",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["dlopen"],
				},
				program: { strings: new Set(["libown.so"]) },
				files: { "/opt/libown.so": {} },
			},
		],
		[
			"for libc itself on musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: { interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libc.musl-x86_64.so.1"], imports: ["dlopen"] },
				program: { strings: new Set(["libc.so.6", "libm.so.6"]) },
			},
		],
		[
			"when it does not start",
			{
				outcome: "refused",
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: ["dlopen"],
				},
				program: { strings: new Set(["libcuda.so.1"]) },
			},
		],
	],
});
