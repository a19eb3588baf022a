import type { WhileLoading } from "../../../src/loader/while-loading.ts";
import rule from "../../../src/rules/loading/symbol-lazily-missing.ts";

import type { ContextFacts } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

function lazily(whileLoading: WhileLoading): ContextFacts {
	const about = { kind: "symbol-missing", fatal: false, object: "/a.so", symbol: "foo", lazy: true } as const;
	return { kind: "shared-library", problems: [{ ...about, undecided: false, whileLoading }] };
}

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
		[
			"called by a constructor on a condition",
			lazily({ calls: "perhaps" }),
			{ message: /^\/a\.so ends the process when it first calls foo, and one of its constructors may do so/ },
		],
		[
			"called by who knows whom",
			lazily({ calls: "unread", because: "they are long" }),
			{ message: /whether its constructors do so, while it is opened, could not be read \(they are long\)/ },
		],
		[
			"called by a constructor",
			lazily({ calls: "surely", by: "constructor" }),
			{ message: /^a constructor of \/a\.so calls foo while it is opened/ },
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
