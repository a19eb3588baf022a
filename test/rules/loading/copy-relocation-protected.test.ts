import rule from "../../../src/rules/loading/copy-relocation-protected.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{
				problems: [{ kind: "copy-relocation-protected", fatal: true, object: "/app", symbol: "x", library: "liba.so" }],
			},
			{ severity: "error", about: ["x"], remedy: /-fPIE/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
