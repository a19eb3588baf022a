import rule from "../../../src/rules/loading/tls-initial-exec.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "tls-initial-exec", fatal: true, object: "/app", library: "liba.so", symbol: "x" }] },
			{ severity: "error", message: /initial-exec/, remedy: /global-dynamic/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
