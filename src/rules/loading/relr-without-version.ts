import { lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { defineRule } from "../rule.ts";

/** glibc refuses DT_RELR in a file that does not name the version GLIBC_ABI_DT_RELR. */
export default defineRule({
	id: "relr-without-version",
	title: "DT_RELR without the version that glibc requires",
	severity: "error",
	rank: 420,
	check(context) {
		return problemsMet(context, "relr-without-version").map((problem) => ({
			rule: "relr-without-version",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} has packed relative relocations (DT_RELR) but does not name the version GLIBC_ABI_DT_RELR, without which glibc does not accept them`,
			about: [problem.object],
			evidence: { object: problem.object, ...lineOf(problem) },
			remedies: [
				"link with `-z pack-relative-relocs` of a linker that adds the version (binutils 2.38, lld 15, or newer)",
				"link without packed relocations",
			],
		}));
	},
});
