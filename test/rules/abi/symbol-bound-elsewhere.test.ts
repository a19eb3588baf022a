import rule from "../../../src/rules/abi/symbol-bound-elsewhere.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"once for all symbols of one version",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: ["b", "a"].map(
					(symbol) =>
						({
							kind: "symbol-bound-elsewhere",
							fatal: false,
							object: "/app",
							symbol,
							wanted: "V1",
							bound: "V2",
							library: "liba.so",
						}) as const,
				),
			},
			{ severity: "warning", about: ["a", "b"], message: /a and b at version V1.*takes V2/ },
		],
	],
	silent: [["otherwise", {}]],
});
