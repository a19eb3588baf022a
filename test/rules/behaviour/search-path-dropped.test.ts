import rule from "../../../src/rules/behaviour/search-path-dropped.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader ignores it",
			{
				target: "alpine:3.20",
				libc: musl(),
				problems: [
					{
						kind: "search-path-dropped",
						fatal: false,
						object: "/app",
						searchPath: "$LIB/x",
						because: "musl knows only $ORIGIN",
					},
				],
			},
			{ severity: "info", message: /\$LIB\/x.*musl knows only/, remedy: /set-rpath/ },
		],
	],
	silent: [["otherwise", {}]],
});
