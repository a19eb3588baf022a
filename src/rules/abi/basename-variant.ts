import { rebuildOrGlibc } from "../advice/behaviour.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** Under this name glibc leaves its argument alone, musl may write into it. */
export default defineRule({
	id: "basename-variant",
	title: "musl's basename may write into the text that it is given",
	severity: "warning",
	rank: 715,
	check(context) {
		return importedFromMusl(context, ["basename"]).map(({ file }) => ({
			rule: "basename-variant",
			severity: "warning",
			message: `${file.object.name} calls basename as GNU has it, which leaves its argument alone: musl's cuts a slash at the end off in place, and crashes on a constant text`,
			about: ["basename"],
			evidence: { object: file.object.name, imports: ["basename"] },
			remedies: rebuildOrGlibc(context),
		}));
	},
});
