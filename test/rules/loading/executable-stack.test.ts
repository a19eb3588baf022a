import rule from "../../../src/rules/loading/executable-stack.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{
				problems: [
					{
						kind: "executable-stack",
						fatal: true,
						object: "/app",
						because: "glibc 2.41 does not grant it to an opened library",
					},
				],
			},
			{ severity: "error", remedy: /clear-execstack/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
