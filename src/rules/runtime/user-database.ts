import { isStatic, subjectImports, subjectStrings } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

const LOOK_UPS = [
	"getpwuid",
	"getpwuid_r",
	"getpwnam",
	"getpwnam_r",
	"getgrgid",
	"getgrgid_r",
	"getgrnam",
	"getgrnam_r",
];

/** A program that asks who it runs as needs /etc/passwd. */
export default defineRule({
	id: "user-database",
	title: "The target has no /etc/passwd",
	severity: "info",
	rank: 940,
	check(context) {
		if (exists(context, "/etc/passwd")) return [];
		const imports = subjectImports(context, LOOK_UPS);
		const strings = isStatic(context) ? subjectStrings(context, ["/etc/passwd"]) : [];
		const [named] = [...imports, ...strings];
		if (named === undefined) return [];
		return [
			{
				rule: "user-database",
				severity: "info",
				message: `it looks up users (${named}), but ${targetWords(context)} has no /etc/passwd: no user has a name or a home directory`,
				about: ["/etc/passwd"],
				evidence: { imports, strings },
				remedies: [
					"`COPY --from=gcr.io/distroless/static-debian12 /etc/passwd /etc/group /etc/`",
					"set HOME and USER where the program is content with those",
				],
			},
		];
	},
});
