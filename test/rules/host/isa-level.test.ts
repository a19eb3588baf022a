import rule from "../../../src/rules/host/isa-level.ts";

import type { ContextFacts } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

function unmarked(level: 1 | 2 | 3 | 4, unreadBytes = 0): ContextFacts {
	return { x86Level: 2, program: { codeLevel: { level, unreadBytes } } };
}

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "isa-level", fatal: true, object: "/app", needed: 3 }] },
			{ severity: "error", message: /x86-64-v3/, about: ["/app"] },
		],
		[
			"of the base's own loader, in its words",
			{
				problems: [
					{
						kind: "isa-level",
						fatal: true,
						object: "/lib64/ld-linux-x86-64.so.2",
						needed: 2,
						ofBase: true,
						line: "Fatal glibc error: CPU does not support x86-64-v2",
					},
				],
			},
			{ message: /base that was built for x86-64-v2/, evidence: { line: /^Fatal glibc error/ }, remedy: /take a base/ },
		],
		[
			"for a file without a mark whose code has more",
			unmarked(3),
			{ severity: "warning", message: /may use without asking/ },
		],
		["for one whose code is not at hand", { x86Level: 1 }, { severity: "warning", message: /its code is not at hand/ }],
		[
			"for one whose code was not all looked at",
			unmarked(1, 3 << 20),
			{ message: /3 MiB of its code were not looked at/ },
		],
	],
	silent: [
		["for a file without a mark whose code fits", unmarked(2)],
		["for the highest level", { ...unmarked(4), x86Level: 4 }],
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
