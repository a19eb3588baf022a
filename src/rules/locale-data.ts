import { libcOf } from "./context/libc.ts";
import { anyExists, isStatic, subjectImports, subjectStrings } from "./context/needs.ts";
import { GLIBC_LOCALES } from "./context/places.ts";
import { defineRule, type RuleContext } from "./rule.ts";

/** glibc knows the C locale by itself, others only from files. */
export default defineRule({
	id: "locale-data",
	title: "The target has no locale data",
	severity: "info",
	check(context) {
		const named = evidenceOf(context);
		if (named.length === 0 || anyExists(context, GLIBC_LOCALES)) return [];
		return [
			{
				rule: "locale-data",
				severity: "info",
				message: `it sets a locale (${named[0]}), but ${context.target.name} has no locale data: only C is there`,
				about: named,
				evidence: { named, lookedFor: GLIBC_LOCALES },
				remedies: ["set LC_ALL=C, or use a base with locale data (Debian brings C.UTF-8; `apt-get install locales`)"],
			},
		];
	},
});

function evidenceOf(context: RuleContext): readonly string[] {
	if (isStatic(context)) return subjectStrings(context, ["/usr/lib/locale"]);
	return libcOf(context).kind === "glibc" ? subjectImports(context, ["setlocale"]) : [];
}
