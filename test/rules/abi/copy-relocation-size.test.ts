import rule from "../../../src/rules/abi/copy-relocation-size.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as a risk where the room is too small",
			{
				problems: [
					{
						kind: "copy-relocation-size",
						fatal: false,
						object: "/app",
						symbol: "x",
						library: "/lib/liba.so.1",
						copiedBytes: 8,
						definedBytes: 16,
					},
				],
			},
			{ severity: "warning", about: ["x"] },
		],
		[
			"as information where there is enough",
			{
				problems: [
					{
						kind: "copy-relocation-size",
						fatal: false,
						object: "/app",
						symbol: "x",
						library: "/lib/liba.so.1",
						copiedBytes: 16,
						definedBytes: 8,
					},
				],
			},
			{ severity: "info" },
		],
	],
	silent: [["otherwise", {}]],
});
