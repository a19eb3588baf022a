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
			{ severity: "warning", about: ["foo"], message: /^\/app starts, but ends when it first calls foo/ },
		],
		[
			"of a library, which ends the process that opened it",
			{
				kind: "shared-library",
				problems: [
					{ kind: "symbol-missing", fatal: false, object: "/a.so", symbol: "foo", lazy: true, undecided: false },
				],
			},
			{ message: /^\/a\.so may be opened, but the process ends when it first calls foo/ },
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
