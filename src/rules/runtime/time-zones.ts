import { anyExists, isStatic, subjectImports, subjectStrings } from "../context/needs.ts";
import { ZONE_FILES } from "../context/places.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** Functions that read the zone named by TZ or /etc/localtime. */
const LOCAL_TIME = ["localtime", "localtime_r", "tzset", "mktime", "localtime64_r", "__localtime64_r"];

/** A program that converts to local time needs the zone database. */
export default defineRule({
	id: "time-zones",
	title: "The target has no time zones",
	severity: "info",
	rank: 935,
	check(context) {
		if (anyExists(context, ZONE_FILES)) return [];
		const imports = subjectImports(context, LOCAL_TIME);
		const strings =
			subjectStrings(context, ["time/tzdata"]).length > 0
				? []
				: subjectStrings(context, ["/usr/share/zoneinfo", "unknown time zone "]);
		const named = isStatic(context) || context.subject.program.kind === "go" ? strings : imports;
		if (named.length === 0) return [];
		const go = context.subject.program.kind === "go";
		return [
			{
				rule: "time-zones",
				severity: "info",
				message: `it converts times to time zones (${named[0]}), but ${targetWords(context)} has no zone database: every named zone ${go ? "is unknown" : "is taken for UTC"}`,
				about: [...named].sort(),
				evidence: { imports, strings, lookedFor: ZONE_FILES },
				remedies: [
					"`COPY --from=gcr.io/distroless/static-debian12 /usr/share/zoneinfo /usr/share/zoneinfo`, or install the package `tzdata`",
					...(go ? ['embed it: `import _ "time/tzdata"`, or build with `-tags timetzdata`'] : []),
				],
			},
		];
	},
});
