import { rebuildOrGlibc } from "../advice/behaviour.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** Under this name glibc returns the text, musl an int. gcompat 1.1.0 brings glibc's variant in front of musl's. */
export default defineRule({
	id: "strerror-r-variant",
	title: "musl's strerror_r returns a number where the program expects a text",
	severity: "warning",
	rank: 710,
	check(context) {
		return importedFromMusl(context, ["strerror_r"]).map(({ file }) => ({
			rule: "strerror-r-variant",
			severity: "warning",
			message: `${file.object.name} calls strerror_r as GNU has it, which returns the text: musl's returns a number, and the program crashes when it reports an error`,
			about: ["strerror_r"],
			evidence: { object: file.object.name, imports: ["strerror_r"] },
			remedies: rebuildOrGlibc(context),
		}));
	},
});
