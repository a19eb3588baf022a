import { compareVersions, libcOf } from "../context/libc.ts";
import { anyExists, isStatic, subjectImports, subjectStrings } from "../context/needs.ts";
import { GLIBC_LOCALES } from "../context/places.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** glibc knows the C locale by itself, from 2.35 on also C.UTF-8, and others only from files. */
export default defineRule({
	id: "locale-data",
	title: "The target has no locale data",
	severity: "info",
	rank: 925,
	check(context) {
		const named = evidenceOf(context);
		if (named.length === 0 || anyExists(context, GLIBC_LOCALES)) return [];
		return [
			{
				rule: "locale-data",
				severity: "info",
				message: `it sets a locale (${named[0]}), but ${targetWords(context)} has no locale data: only C is there`,
				about: named,
				evidence: { named, lookedFor: GLIBC_LOCALES },
				remedies: ["set LC_ALL=C, or use a base with locale data (Debian has C.UTF-8; `apt-get install locales`)"],
			},
		];
	},
});

/** Go's own library names the folder as a place of time zones (`/usr/lib/locale/TZ/`) and knows no locales. */
function evidenceOf(context: RuleContext): readonly string[] {
	if (context.subject.program.kind === "go") return [];
	if (isStatic(context)) return subjectStrings(context, ["/usr/lib/locale"]);
	const libc = libcOf(context);
	const older = libc.kind === "glibc" && (compareVersions(libc.version, "2.35") ?? 0) < 0;
	return older ? subjectImports(context, ["setlocale"]) : [];
}
