import rule from "../../../src/rules/identity/claimed-machine.ts";

import { ruleTable } from "../rule-table.ts";

const claimedMachine = { families: ["x86_64"], by: "the path of the file says linux-x64" };

ruleTable(rule, {
	fires: [
		[
			"where the machine of the name does not take it",
			{
				claimedMachine,
				elf: { machine: 183 },
				problems: [{ kind: "wrong-machine", fatal: true, object: "/app", machine: 183, expected: 62 }],
			},
			{ severity: "error", message: /says linux-x64, but .* is for aarch64: .* does not take it/, remedy: /name/ },
		],
		["as a note where it loads all the same", { claimedMachine }, { severity: "info", message: /linux-x64/ }],
		[
			"as a note where it does not load for another reason",
			{ claimedMachine, problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] },
			{ severity: "info" },
		],
	],
	silent: [["without a claim that is false", {}]],
});
