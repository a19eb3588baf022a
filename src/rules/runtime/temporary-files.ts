import { isStatic, subjectImports, subjectStrings } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A program that makes temporary files needs /tmp. */
export default defineRule({
	id: "temporary-files",
	title: "The target has no /tmp",
	severity: "info",
	rank: 950,
	check(context) {
		if (exists(context, "/tmp")) return [];
		const imports = subjectImports(context, [
			"tmpfile",
			"tmpfile64",
			"tmpnam",
			"tempnam",
			"mkstemp",
			"mkstemp64",
			"mkdtemp",
		]);
		const strings = isStatic(context) ? subjectStrings(context, ["/tmp"]) : [];
		const [named] = [...imports, ...strings];
		if (named === undefined) return [];
		return [
			{
				rule: "temporary-files",
				severity: "info",
				message: `it makes temporary files (${named}), but ${targetWords(context)} has no /tmp`,
				about: ["/tmp"],
				evidence: { imports, strings },
				remedies: ["mount one (`--tmpfs /tmp`), or set TMPDIR to a directory that is there"],
			},
		];
	},
});
