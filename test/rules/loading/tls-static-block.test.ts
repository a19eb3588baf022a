import rule from "../../../src/rules/loading/tls-static-block.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "tls-static-block", fatal: true, object: "/app", sizeBytes: 100000 }] },
			{ severity: "error", message: /100000 bytes/, remedy: /optional_static_tls=100512/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
