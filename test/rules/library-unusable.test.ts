import rule from "../../src/rules/library-unusable.ts";

import { ruleTable } from "./rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{
				problems: [
					{
						kind: "library-unusable",
						fatal: true,
						object: "/app",
						library: "liba.so",
						path: "/lib/liba.so",
						because: "wrong ELF class",
					},
				],
			},
			{
				severity: "error",
				message: /found at \/lib\/liba\.so, but cannot be loaded: wrong ELF class/,
				about: ["liba.so"],
			},
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
