import rule from "../../../src/rules/loading/relr-without-version.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when glibc refuses",
			{
				problems: [
					{
						kind: "relr-without-version",
						fatal: true,
						object: "/app",
						line: "/app: error while loading shared libraries: /app: DT_RELR without GLIBC_ABI_DT_RELR dependency",
					},
				],
			},
			{ severity: "error", message: /GLIBC_ABI_DT_RELR/ },
		],
	],
	silent: [["otherwise", {}]],
});
