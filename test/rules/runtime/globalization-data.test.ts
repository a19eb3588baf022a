import rule from "../../../src/rules/runtime/globalization-data.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for a .NET bundle",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				program: { kind: "dotnet-single-file" },
			},
			{ severity: "warning", remedy: /INVARIANT=1/ },
		],
		[
			"as information for an app host, whose settings lie beside it",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				program: { kind: "dotnet-apphost" },
			},
			{ severity: "info" },
		],
		[
			"where the environment says nothing to it",
			{ program: { kind: "dotnet-single-file" }, variables: ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0"] },
			{ severity: "warning" },
		],
	],
	silent: [
		[
			"where the environment lets it do without",
			{ program: { kind: "dotnet-single-file" }, variables: ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true"] },
		],
		[
			"where ICU is",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				program: { kind: "dotnet-single-file" },
				files: { "/usr/lib": "x", "/usr/lib/libicuuc.so.72": {} },
			},
		],
		[
			"for a program that does without",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				program: { kind: "dotnet-single-file", details: { invariant: "true" } },
			},
		],
		[
			"for anything else",
			{
				elf: {
					interpreter: "/lib64/ld-linux-x86-64.so.2",
					needed: ["libc.so.6"],
					versions: { "libc.so.6": ["GLIBC_2.34"] },
					imports: [],
				},
				program: { kind: "go" },
			},
		],
	],
});
