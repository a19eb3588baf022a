import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** musl keeps no login records. */
export default defineRule({
	id: "login-records",
	title: "musl keeps no login records",
	severity: "info",
	rank: 800,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, [
			"getutent",
			"getutxent",
			"pututline",
			"pututxline",
			"updwtmp",
			"updwtmpx",
			"logwtmp",
		])
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "login-records",
				severity: "info",
				message: "it reads or writes login records (utmp, wtmp): musl's functions do nothing",
				about: names,
				evidence: { imports: names },
				remedies: ["`apk add utmps` where the records matter"],
			}));
	},
});
