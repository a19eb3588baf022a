import { rebuildOrGlibc } from "../advice/behaviour.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { defineRule } from "../rule.ts";

/** regmatch_t is 8 bytes in glibc on 64-bit and 16 in musl: regexec writes past the caller's array.
 *  On 32-bit both have 8. */
export default defineRule({
	id: "regmatch-layout",
	title: "musl's regexec writes past the program's array of matches",
	severity: "warning",
	rank: 705,
	check(context) {
		return importedFromMusl(context, ["regexec"])
			.filter(({ file }) => file.elf.class === "ELF64")
			.map(({ file }) => ({
				rule: "regmatch-layout",
				severity: "warning",
				message: `${file.object.name} calls regexec as glibc has it: musl's regmatch_t is twice as large, and every requested match overwrites memory behind the array`,
				about: ["regexec"],
				evidence: { object: file.object.name, imports: ["regexec"] },
				remedies: rebuildOrGlibc(context),
			}));
	},
});
