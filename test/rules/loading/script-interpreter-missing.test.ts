import rule from "../../../src/rules/loading/script-interpreter-missing.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for bash on Alpine",
			{
				kind: "script",
				elf: "none",
				target: "alpine:3.20",
				libc: musl(),
				problems: [
					{ kind: "interpreter-missing", fatal: true, object: "/app", interpreter: "/bin/bash", errno: "ENOENT" },
				],
			},
			{ severity: "error", about: ["/bin/bash"], remedy: /apk add bash/ },
		],
		[
			"for an interpreter that nobody packages",
			{
				kind: "script",
				elf: "none",
				problems: [
					{ kind: "interpreter-missing", fatal: true, object: "/app", interpreter: "/opt/own/interp", errno: "ENOENT" },
				],
			},
			{ remedy: /use a base image that has/ },
		],
		[
			"for Windows line ends, which no package mends",
			{
				kind: "script",
				elf: "none",
				target: "alpine:3.20",
				libc: musl(),
				problems: [
					{ kind: "interpreter-missing", fatal: true, object: "/app", interpreter: "/bin/sh\r", errno: "ENOENT" },
				],
			},
			{ remedy: /dos2unix/, noRemedy: /use a base image/ },
		],
	],
	silent: [
		[
			"for a program",
			{
				problems: [
					{
						kind: "interpreter-missing",
						fatal: true,
						object: "/app",
						interpreter: "/lib64/ld-linux-x86-64.so.2",
						errno: "ENOENT",
					},
				],
			},
		],
		["for a script that starts", { kind: "script", elf: "none" }],
	],
});
