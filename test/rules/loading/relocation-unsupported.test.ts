import rule from "../../../src/rules/loading/relocation-unsupported.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for IFUNC on musl",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: [{ kind: "relocation-unsupported", fatal: true, object: "/app", relocation: 37 }],
			},
			{ severity: "error", message: /IRELATIVE/, remedy: /without IFUNC/ },
		],
		[
			"for another type",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: [{ kind: "relocation-unsupported", fatal: true, object: "/app", relocation: 1026, symbol: "x" }],
			},
			{ message: /type 1026, which/, evidence: { symbol: "x" }, remedy: /tool chain for musl/ },
		],
		[
			"once per type, with the count",
			{
				problems: [
					{ kind: "relocation-unsupported", fatal: true, object: "/app", relocation: 24 },
					{ kind: "relocation-unsupported", fatal: true, object: "/app", relocation: 24 },
				],
			},
			{ evidence: { count: 2 } },
		],
	],
	silent: [["when every relocation is known", {}]],
});
