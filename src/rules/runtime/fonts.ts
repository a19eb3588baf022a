import { starts } from "../context/libc.ts";
import { loadedNames } from "../context/needs.ts";
import { exists } from "../context/objects.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A program that draws text needs fonts. */
export default defineRule({
	id: "fonts",
	title: "The target has no fonts",
	severity: "info",
	rank: 965,
	check(context) {
		if (!starts(context) || exists(context, "/usr/share/fonts")) return [];
		const libraries = loadedNames(context, /^libfontconfig\.so/);
		if (libraries.length === 0) return [];
		return [
			{
				rule: "fonts",
				severity: "info",
				message: `it draws text (${libraries[0]}), but ${targetWords(context)} has no fonts`,
				about: libraries,
				evidence: { libraries },
				remedies: ["install some: `apk add ttf-dejavu`, `apt-get install fonts-dejavu-core`"],
			},
		];
	},
});
