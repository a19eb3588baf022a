import rule from "../../../src/rules/host/isa-level.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "isa-level", fatal: true, object: "/app", needed: 3 }] },
			{ severity: "error", message: /x86-64-v3/, about: ["/app"] },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
