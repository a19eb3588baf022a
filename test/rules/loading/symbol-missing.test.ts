import rule from "../../../src/rules/loading/symbol-missing.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for fortified functions, with the switch that takes them out",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: [
					{
						kind: "symbol-missing",
						fatal: true,
						object: "/app",
						symbol: "__printf_chk",
						lazy: false,
						undecided: false,
						line: "Error relocating /app: __printf_chk: symbol not found",
					},
					{
						kind: "symbol-missing",
						fatal: true,
						object: "/app",
						symbol: "__memcpy_chk",
						lazy: false,
						undecided: false,
					},
				],
			},
			{
				severity: "error",
				about: ["__memcpy_chk", "__printf_chk"],
				evidence: { family: "fortify", line: "Error relocating /app: __printf_chk: symbol not found" },
				remedy: /FORTIFY_SOURCE=0/,
				noRemedy: /gcompat/,
			},
		],
		[
			"for Rust, whose tool chain asks for it: no compiler switch of C",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				program: { kind: "rust" },
				problems: [
					{
						kind: "symbol-missing",
						fatal: true,
						object: "/app",
						symbol: "__memcpy_chk",
						lazy: false,
						undecided: false,
					},
				],
			},
			{ remedy: /x86_64-unknown-linux-musl/, noRemedy: /FORTIFY/ },
		],
		[
			"on a release that no longer has the package: without it",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "backtrace", lazy: false, undecided: false },
				],
			},
			{ remedy: /execinfo/, noRemedy: /libexecinfo-dev/ },
		],
		[
			"once per family",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: ["__rawmemchr", "backtrace", "fts_open"].map(
					(symbol) =>
						({ kind: "symbol-missing", fatal: true, object: "/app", symbol, lazy: false, undecided: false }) as const,
				),
			},
			{ count: 3, about: ["__rawmemchr"] },
		],
		[
			"with the Alpine release that has it",
			{
				target: "alpine:3.19",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: ["statx", "copy_file_range"].map(
					(symbol) =>
						({ kind: "symbol-missing", fatal: true, object: "/app", symbol, lazy: false, undecided: false }) as const,
				),
			},
			{ remedy: /use Alpine 3\.20 or newer, which has them/ },
		],
		[
			"without a release where one of the names is in none",
			{
				target: "alpine:3.19",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: ["statx", "getwd"].map(
					(symbol) =>
						({ kind: "symbol-missing", fatal: true, object: "/app", symbol, lazy: false, undecided: false }) as const,
				),
			},
			{ noRemedy: /use Alpine/ },
		],
		[
			"in one finding for what is of no family",
			{
				problems: ["foo", "bar"].map(
					(symbol) =>
						({ kind: "symbol-missing", fatal: true, object: "/app", symbol, lazy: false, undecided: false }) as const,
				),
			},
			{ about: ["bar", "foo"] },
		],
		[
			"in nine findings at most, with every name told",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				problems: [
					"__printf_chk",
					"__rawmemchr",
					"backtrace",
					"fts_open",
					"argp_parse",
					"error",
					"obstack_free",
					"fcntl64",
					"mallinfo",
					"yp_match",
					"xdr_int",
				].map(
					(symbol) =>
						({ kind: "symbol-missing", fatal: true, object: "/app", symbol, lazy: false, undecided: false }) as const,
				),
			},
			{ count: 9 },
		],
		[
			"with gcompat only where it suffices",
			{
				target: "alpine:3.20",
				libc: musl(),
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				outcomeOn: (name) => (name.endsWith("+gcompat") ? "starts" : undefined),
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "__rawmemchr", lazy: false, undecided: false },
				],
			},
			{ remedy: /apk add gcompat/ },
		],
		[
			"with a capped list for thousands",
			{
				problems: Array.from(
					{ length: 3000 },
					(_, index) =>
						({
							kind: "symbol-missing",
							fatal: true,
							object: "/app",
							symbol: `s${index}`,
							lazy: false,
							undecided: false,
						}) as const,
				),
			},
			{ message: /and 2996 more/, evidence: { symbolsTotal: 3000 } },
		],
		[
			"for names that a plug-in's host may bring: no build for the libc that it was built for",
			{
				kind: "shared-library",
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/a.so", symbol: "js_add", lazy: false, undecided: false },
				],
			},
			{ remedy: /^a plug-in takes names from the program that opens it/, noRemedy: /rebuild/ },
		],
		[
			"for the same names of a program, which has no host",
			{
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "js_add", lazy: false, undecided: false },
				],
			},
			{ remedy: /^rebuild it for glibc/, noRemedy: /plug-in/ },
		],
		[
			"for a library of the version need",
			{
				problems: [
					{
						kind: "symbol-missing",
						fatal: true,
						object: "/app",
						symbol: "EVP_new_thing",
						version: "OPENSSL_3.9",
						library: "libcrypto.so.3",
						lazy: false,
						undecided: false,
					},
				],
			},
			{ evidence: { library: "libcrypto.so.3" }, remedy: /libcrypto\.so\.3/ },
		],
		[
			"for the C library's own names, which nobody ships",
			{
				problems: [
					{
						kind: "symbol-missing",
						fatal: true,
						object: "/app",
						symbol: "pthread_create",
						version: "GLIBC_2.34",
						library: "libc.so.6",
						lazy: false,
						undecided: false,
					},
				],
			},
			{ evidence: { library: "libc.so.6" }, noRemedy: /ship the libc/ },
		],
	],
	silent: [
		["when all symbols are there", {}],
		[
			"when a missing library may bring it",
			{
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "foo", lazy: false, undecided: true },
				],
			},
		],
		[
			"when it is looked for only when called",
			{
				problems: [
					{ kind: "symbol-missing", fatal: false, object: "/app", symbol: "foo", lazy: true, undecided: false },
				],
			},
		],
	],
});
