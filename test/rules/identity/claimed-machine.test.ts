import rule from "../../../src/rules/identity/claimed-machine.ts";

import { ruleTable } from "../rule-table.ts";

const claimedMachine = { families: ["aarch64"], by: "the path of the file says linux-arm64" };

ruleTable(rule, {
	fires: [
		[
			"where the machine of the name does not take it",
			{
				claimedMachine,
				problems: [{ kind: "wrong-machine", fatal: true, object: "/app", machine: 62, expected: 183 }],
			},
			{ severity: "error", message: /says linux-arm64, but .* is for x86_64: .* does not take it/, remedy: /name/ },
		],
		["as a note where it loads all the same", { claimedMachine }, { severity: "info", message: /linux-arm64/ }],
		[
			"as a note where it does not load for another reason",
			{ claimedMachine, problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] },
			{ severity: "info" },
		],
	],
	silent: [["without a claim that is false", {}]],
});
