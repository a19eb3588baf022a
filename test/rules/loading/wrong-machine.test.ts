import rule from "../../../src/rules/loading/wrong-machine.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader says so",
			{ problems: [{ kind: "wrong-machine", fatal: true, object: "/app", machine: 183, expected: 62 }] },
			{ severity: "error", message: /is for aarch64, but debian:12-slim runs on x86_64/, remedy: /platform/ },
		],
		[
			"when a loader stumbles over a plug-in for another machine",
			{
				kind: "shared-library",
				elf: { machine: 183 },
				problems: [{ kind: "library-missing", fatal: true, object: "/x.node", library: "/x.node", steps: [] }],
			},
			{ severity: "error", message: /is for aarch64, but debian:12-slim runs on x86_64/ },
		],
	],
	silent: [
		[
			"for a plug-in that does not load for another reason",
			{
				kind: "shared-library",
				elf: {},
				problems: [{ kind: "library-missing", fatal: true, object: "/x.node", library: "liba.so", steps: [] }],
			},
		],
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
