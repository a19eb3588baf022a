import rule from "../../../src/rules/identity/not-judged.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"with the reason",
			{ outcome: "unknown", reason: "its hash table runs in a circle" },
			{ severity: "info", message: /runs in a circle/ },
		],
		["without a reason, too", { outcome: "unknown" }, { message: /cannot be read/ }],
	],
	silent: [
		["when it starts", {}],
		["when it is refused", { outcome: "refused" }],
	],
});
