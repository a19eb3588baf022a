import rule from "../../../src/rules/loading/relr-ignored.ts";
import { musl } from "../contexts.ts";
import { ruleTable } from "../rule-table.ts";

ruleTable(rule, {
	fires: [
		[
			"when the loader is older than DT_RELR",
			{
				target: "alpine:3.14",
				libc: musl("1.2.2", { relr: false }),
				problems: [{ kind: "relr-ignored", fatal: true, object: "/app" }],
			},
			{ severity: "error", message: /DT_RELR.*too old/, remedy: /nopack-relative-relocs/ },
		],
	],
	silent: [["when the relocations are applied", { target: "alpine:3.20", libc: musl() }]],
});
