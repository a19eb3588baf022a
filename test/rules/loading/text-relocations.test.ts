import rule from "../../../src/rules/loading/text-relocations.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as an error where the loader refuses",
			{ problems: [{ kind: "text-relocations", fatal: true, object: "/app" }] },
			{ severity: "error" },
		],
		[
			"as information where it works",
			{ problems: [{ kind: "text-relocations", fatal: false, object: "/app" }] },
			{ severity: "info", message: /SELinux/ },
		],
	],
	silent: [["otherwise", {}]],
});
