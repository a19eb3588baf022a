import rule from "../../../src/rules/loading/user-missing.ts";
import { ruleTable } from "../rule-table.ts";

const because = "unable to find user app: no matching entries in passwd file";

ruleTable(rule, {
	fires: [
		[
			"when the runtime does not find the user",
			{ problems: [{ kind: "user-missing", fatal: true, object: "/app", line: because, because }] },
			{ severity: "error", message: /does not start it: unable to find user app/ },
		],
	],
	silent: [
		["when the program starts", {}],
		["for another problem", { problems: [{ kind: "crash", fatal: true, object: "/app", because: "a test" }] }],
	],
});
