import { isStatic, subjectStrings } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A static glibc program opens modules for character sets at run time. */
export default defineRule({
	id: "static-conversions",
	title: "The static program opens glibc's conversion modules at run time",
	severity: "info",
	rank: 920,
	check(context) {
		const strings = subjectStrings(context, ["gconv-modules"]);
		const folders = ["/usr/lib/gconv", `/usr/lib/${context.target.arch}-linux-gnu/gconv`, "/usr/lib64/gconv"];
		if (!isStatic(context) || strings.length === 0 || folders.some((folder) => exists(context, folder))) return [];
		return [
			{
				rule: "static-conversions",
				severity: "info",
				message: `its iconv opens modules of the glibc it was linked with for all but the common character sets, and ${targetWords(context)} has none`,
				about: strings,
				evidence: { strings, lookedFor: folders },
				remedies: ["keep to UTF-8, or link libiconv (GNU) or musl instead: theirs are built in"],
			},
		];
	},
});
