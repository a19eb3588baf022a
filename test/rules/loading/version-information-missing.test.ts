import rule from "../../../src/rules/loading/version-information-missing.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when glibc warns",
			{
				problems: [
					{
						kind: "version-information-missing",
						fatal: false,
						object: "/app",
						library: "libcurl.so.4",
						line: "/app: /lib/libcurl.so.4: no version information available (required by /app)",
					},
				],
			},
			{ severity: "warning", about: ["libcurl.so.4"], evidence: { neededBy: ["/app"] } },
		],
	],
	silent: [["when it does not", {}]],
});
