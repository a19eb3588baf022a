import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** musl's getopt stops at the first argument that is no option. */
export default defineRule({
	id: "argument-order",
	title: "musl's getopt stops at the first argument that is no option",
	severity: "info",
	rank: 785,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, ["getopt"])
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "argument-order",
				severity: "info",
				message:
					"it reads options with getopt: musl's stops at the first argument that is no option, GNU's looks on behind it",
				about: names,
				evidence: { imports: names },
				remedies: ["put options first on the command line, or use getopt_long"],
			}));
	},
});
