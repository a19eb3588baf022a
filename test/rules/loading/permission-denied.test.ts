import rule from "../../../src/rules/loading/permission-denied.ts";
import { ruleTable } from "../rule-table.ts";

const denial = {
	path: "/usr/lib/liba.so",
	because: "user 1000 (group 1000) may not read /usr/lib/liba.so (mode 0600, owned by 0:0)",
	mode: "o+r",
};

ruleTable(rule, {
	fires: [
		[
			"for a library that may not be read",
			{ problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "liba.so", steps: [], denial }] },
			{ severity: "error", message: /^liba\.so is there, but user 1000 .* may not read/, about: ["/usr/lib/liba.so"] },
		],
		[
			"for a preloaded library, which the start does not hang on",
			{ problems: [{ kind: "library-missing", fatal: false, object: "/app", library: "liba.so", steps: [], denial }] },
			{ severity: "warning", message: /may not read/, about: ["/usr/lib/liba.so"] },
		],
		[
			"for the loader, by its name",
			{
				problems: [
					{ kind: "interpreter-unusable", fatal: true, object: "/app", interpreter: "/ld.so", because: "", denial },
				],
			},
			{ severity: "error", message: /^\/ld\.so is there, but/, about: ["/usr/lib/liba.so"] },
		],
		[
			"once for what keeps several files away",
			{
				problems: ["liba.so", "libb.so"].map((library) => ({
					kind: "library-missing" as const,
					fatal: true,
					object: "/app",
					library,
					steps: [],
					denial,
				})),
			},
			{ severity: "error", message: /^liba\.so/, about: ["/usr/lib/liba.so"] },
		],
	],
	silent: [
		["when the program starts", {}],
		[
			"for a library that is nowhere",
			{ problems: [{ kind: "library-missing", fatal: true, object: "/app", library: "liba.so", steps: [] }] },
		],
	],
});
