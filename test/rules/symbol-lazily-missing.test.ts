import rule from "../../src/rules/symbol-lazily-missing.ts";

import { ruleTable } from "./rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"as a risk",
			{
				problems: [
					{
						kind: "symbol-missing",
						fatal: false,
						object: "/app",
						symbol: "foo",
						lazy: true,
						undecided: false,
						line: "/app: symbol lookup error: /app: undefined symbol: foo",
					},
				],
			},
			{ severity: "warning", about: ["foo"], message: /when it first calls foo/ },
		],
	],
	silent: [
		[
			"when it is fatal at start",
			{
				problems: [
					{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "foo", lazy: false, undecided: false },
				],
			},
		],
		[
			"when a missing library may bring it",
			{
				problems: [
					{ kind: "symbol-missing", fatal: false, object: "/app", symbol: "foo", lazy: true, undecided: true },
				],
			},
		],
	],
});
