import { starts } from "../context/libc.ts";
import { importedFromMusl, importedTogetherFromMusl } from "../context/musl-imports.ts";
import { spelled } from "../context/names.ts";
import { defineRule } from "../rule.ts";

const LOCALISED = ["strcoll", "strxfrm", "wcscoll", "wcsxfrm", "localeconv", "strfmon"];

/** musl has one locale in all but messages: C with UTF-8. */
export default defineRule({
	id: "locale-support",
	title: "musl does not sort or format by locale",
	severity: "info",
	rank: 770,
	check(context) {
		if (!starts(context) || importedTogetherFromMusl(context, ["setlocale"]).length === 0) return [];
		return importedFromMusl(context, LOCALISED)
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "locale-support",
				severity: "info",
				message: `it sets a locale and calls ${spelled(names)}: musl sorts by byte and formats as in C, whatever the locale`,
				about: names,
				evidence: { imports: ["setlocale", ...names] },
				remedies: ["use ICU where order and formats matter"],
			}));
	},
});
