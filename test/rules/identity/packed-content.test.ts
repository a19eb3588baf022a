import rule from "../../../src/rules/identity/packed-content.ts";

import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"for UPX, with how to unpack",
			{ program: { opaque: "packed with UPX 4.2" } },
			{ severity: "warning", remedy: /upx -d/ },
		],
		[
			"for another packer",
			{ program: { opaque: "packed with something" } },
			{ remedy: /inspect what it unpacks/, noRemedy: /upx/ },
		],
	],
	silent: [["for a plain program", {}]],
});
