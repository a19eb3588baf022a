import { rebuildOrGlibc } from "../advice/behaviour.ts";
import { importedTogetherFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** What the locale code of a libstdc++ configured for glibc imports together, and hardly anything else does. */
const GNU_LOCALE_MODEL = ["__newlocale", "__uselocale", "__nl_langinfo_l"];

/** A libstdc++ built for glibc reads character tables out of glibc's locale structure, which musl's has not.
 *  gcompat from 0.9 on hands out locales with those tables: there the names do not come from musl. */
export default defineRule({
	id: "locale-layout",
	title: "A C++ library built for glibc reads a locale structure that musl does not have",
	severity: "warning",
	rank: 720,
	check(context) {
		return importedTogetherFromMusl(context, GNU_LOCALE_MODEL).map(({ file, names }) => ({
			rule: "locale-layout",
			severity: "warning",
			message: `${file.object.name} holds a C++ library built for glibc, which reads character tables out of the locale structure itself: musl's has none there, and streams and regular expressions read wild memory`,
			about: names,
			evidence: { object: file.object.name, imports: names },
			remedies: [
				"leave the C++ library to the target: do not bundle libstdc++.so.6 and do not link with `-static-libstdc++`; `apk add libstdc++`",
				...rebuildOrGlibc(context),
			],
		}));
	},
});
