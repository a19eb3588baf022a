import rule from "../../src/rules/crash.ts";

import { ruleTable } from "./rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "crash", fatal: true, object: "/app", because: "a relocation stays undone" }] },
			{ severity: "error", message: /a relocation stays undone/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "relr-ignored", fatal: true, object: "/app" }] }],
	],
});
