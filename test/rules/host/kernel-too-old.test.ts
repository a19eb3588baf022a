import rule from "../../../src/rules/host/kernel-too-old.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "kernel-too-old", fatal: true, object: "/app", needed: [5, 19, 0] }] },
			{ severity: "error", message: /Linux 5\.19\.0/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
