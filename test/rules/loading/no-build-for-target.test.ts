import rule from "../../../src/rules/loading/no-build-for-target.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"where a package has nothing for the platform",
			{
				problems: [
					{
						kind: "no-build-for-target",
						fatal: true,
						object: "/app/x.node",
						line: "Error: No native build was found",
						name: "sodium-native",
						platform: "linuxmusl-x64",
						remedies: ["build it in the image: `npm rebuild sodium-native`"],
					},
				],
			},
			{ severity: "error", message: /sodium-native ships no build for linuxmusl-x64/, remedy: /npm rebuild/ },
		],
	],
	silent: [
		["when the file loads", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
