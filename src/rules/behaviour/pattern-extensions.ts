import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { spelled } from "../context/names.ts";
import { defineRule } from "../rule.ts";

/** glob and fnmatch know fewer flags on musl. */
export default defineRule({
	id: "pattern-extensions",
	title: "musl's glob and fnmatch lack GNU's extensions",
	severity: "info",
	rank: 775,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, ["glob", "glob64", "fnmatch"])
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "pattern-extensions",
				severity: "info",
				message: `it matches file names with ${spelled(names)}: musl has no GLOB_BRACE, GLOB_ALTDIRFUNC or FNM_EXTMATCH and takes such patterns literally`,
				about: names,
				evidence: { imports: names },
				remedies: ["expand braces and extended patterns in the program itself"],
			}));
	},
});
