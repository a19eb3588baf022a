import rule from "../../../src/rules/loading/no-loader.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "no-loader", fatal: true, object: "/app", because: "scratch has no loader" }] },
			{
				severity: "error",
				message: /scratch has no loader/,
				remedy: /base of the program that opens it/,
				noRemedy: /static/,
			},
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
