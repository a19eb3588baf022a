import rule from "../../../src/rules/loading/interpreter-unusable.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{
				problems: [
					{
						kind: "interpreter-unusable",
						fatal: true,
						object: "/app",
						interpreter: "/lib/ld.so",
						because: "it is for aarch64",
					},
				],
			},
			{ severity: "error", message: /it is for aarch64/, about: ["/lib/ld.so"] },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
