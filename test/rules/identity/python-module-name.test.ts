import rule from "../../../src/rules/identity/python-module-name.ts";
import { glibc, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

const module = { target: "alpine:3.20", libc: musl(), kind: "shared-library", elf: {} } as const;

function named(abi: string, platform: string) {
	return { kind: "python-extension", details: { abi, platform } } as const;
}

ruleTable(rule, {
	fires: [
		[
			"for glibc's name on musl",
			{ ...module, program: named("cp311", "x86_64-linux-gnu") },
			{ severity: "warning", message: /modules end in x86_64-linux-musl$/, remedy: /musllinux/ },
		],
		[
			"for musl's name on glibc",
			{ ...module, target: "debian:12-slim", libc: glibc(), program: named("cp312", "x86_64-linux-musl") },
			{ severity: "warning", message: /modules end in x86_64-linux-gnu$/, remedy: /manylinux/ },
		],
	],
	silent: [
		["for the target's own name", { ...module, program: named("cp311", "x86_64-linux-musl") }],
		["for Python 3.10, which knows one name only", { ...module, program: named("cp310", "x86_64-linux-gnu") }],
		["for a name without a platform", { ...module, program: { kind: "python-extension", details: { abi: "abi3" } } }],
		[
			"for a module that does not load anyway",
			{ ...module, outcome: "refused", program: named("cp311", "x86_64-linux-gnu") },
		],
	],
});
