import rule from "../../src/rules/exec-refused.ts";

import { ruleTable } from "./rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{
				problems: [
					{ kind: "exec-refused", fatal: true, object: "/app", errno: "EACCES", because: "it is not executable" },
				],
			},
			{ severity: "error", message: /EACCES.*not executable/, remedy: /chmod \+x/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
