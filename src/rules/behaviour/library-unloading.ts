import { starts } from "../context/libc.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** musl never unloads a library. */
export default defineRule({
	id: "library-unloading",
	title: "musl never unloads a library",
	severity: "info",
	rank: 805,
	check(context) {
		if (!starts(context)) return [];
		return importedFromMusl(context, ["dlclose"])
			.filter(({ file }) => file.isSubject)
			.map(({ names }) => ({
				rule: "library-unloading",
				severity: "info",
				message:
					"it closes libraries with dlclose: musl keeps them loaded until the process ends, and runs their destructors only then",
				about: names,
				evidence: { imports: names },
				remedies: ["do not rely on reloading a library for a fresh state"],
			}));
	},
});
