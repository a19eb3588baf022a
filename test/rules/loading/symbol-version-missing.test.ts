import rule from "../../../src/rules/loading/symbol-version-missing.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for a newer glibc, with the base where it starts",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				outcomeOn: (name) => (name === "debian:13-slim" ? "starts" : "refused"),
				problems: [
					{
						kind: "version-missing",
						fatal: true,
						object: "/app",
						version: "GLIBC_2.38",
						library: "libc.so.6",
						weak: false,
					},
					{
						kind: "version-missing",
						fatal: true,
						object: "/app",
						version: "GLIBC_2.4",
						library: "libc.so.6",
						weak: false,
					},
				],
			},
			{ severity: "error", about: ["GLIBC_2.38", "GLIBC_2.4"], remedy: /debian:13-slim[\s\S]*older than 2\.38/ },
		],
		[
			"for a glibc that only the newest base has",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
				},
				outcomeOn: (name) => (name === "ubuntu:26.04" ? "starts" : "refused"),
				problems: [
					{
						kind: "version-missing",
						fatal: true,
						object: "/app",
						version: "GLIBC_2.43",
						library: "libc.so.6",
						weak: false,
					},
				],
			},
			{ about: ["GLIBC_2.43"], remedy: /use `ubuntu:26\.04` as the base/ },
		],
		[
			"for a newer libstdc++",
			{
				problems: [
					{
						kind: "version-missing",
						fatal: true,
						object: "/app",
						version: "GLIBCXX_3.4.32",
						library: "libstdc++.so.6",
						weak: false,
					},
				],
			},
			{ remedy: /-static-libstdc\+\+/ },
		],
		[
			"as information for a weak need",
			{
				problems: [
					{
						kind: "version-missing",
						fatal: false,
						object: "/app",
						version: "GLIBC_2.99",
						library: "libc.so.6",
						weak: true,
					},
				],
			},
			{ severity: "info", message: /can use/ },
		],
		[
			"once per library and object",
			{
				problems: [
					{ kind: "version-missing", fatal: true, object: "/app", version: "A_1", library: "liba.so", weak: false },
					{ kind: "version-missing", fatal: true, object: "/app", version: "B_1", library: "libb.so", weak: false },
				],
			},
			{ count: 2 },
		],
	],
	silent: [
		["when all versions are there", {}],
		[
			"for versions behind a missing loader",
			{
				outcome: "refused",
				behind: [
					{ kind: "version-missing", fatal: true, object: "/app", version: "A_1", library: "liba.so", weak: false },
				],
			},
		],
	],
});
