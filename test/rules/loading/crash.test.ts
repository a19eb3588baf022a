import type { CrashCause } from "../../../src/loader/load.ts";
import rule from "../../../src/rules/loading/crash.ts";

import { type ContextFacts, musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

function crashed(cause: CrashCause): ContextFacts {
	return { problems: [{ kind: "crash", fatal: true, object: "/app", because: "of it", cause }] };
}

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "crash", fatal: true, object: "/app", because: "a relocation stays undone" }] },
			{ severity: "error", message: /a relocation stays undone/ },
		],
		[
			"with what helps where nobody applies relocations",
			crashed("unrelocated"),
			{ remedy: /`-static-pie`/, noRemedy: /zig cc/ },
		],
		["where nobody loads libraries", crashed("libraries-not-loaded"), { remedy: /without `-static`/ }],
		[
			"where nobody loads libraries, in Rust's words",
			{ ...crashed("libraries-not-loaded"), program: { kind: "rust" } },
			{ remedy: /-C target-feature=-crt-static/ },
		],
		[
			"where musl hands over no arguments",
			crashed("start-arguments"),
			{ remedy: /golang\/go#13492/, noRemedy: /LD_PRELOAD/ },
		],
		[
			"of Go's start code for libraries in a program linked with all of musl",
			{ kind: "static-executable", program: { kind: "go", details: { buildmode: "c-archive" } } },
			{ severity: "error", message: /argc and argv, which musl does not pass/ },
		],
	],
	silent: [
		[
			"of Go's start code for libraries in a program linked with all of glibc",
			{
				kind: "static-executable",
				elf: { notes: { abiTag: { os: 0, kernel: [3, 2, 0] } } },
				program: { kind: "go", details: { buildmode: "c-archive" } },
			},
		],
		["of a Go program", { libc: musl(), program: { kind: "go", details: { buildmode: "exe" } } }],
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "relr-ignored", fatal: true, object: "/app" }] }],
	],
});
