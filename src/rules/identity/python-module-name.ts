import { rebuildAdvice } from "../advice/rebuild.ts";
import { loaderOf, starts } from "../context/libc.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** From 3.11 on CPython tells musl from glibc in the names that it looks for; before, both were `linux-gnu`.
 *  Source: CPython configure.ac, PLATFORM_TRIPLET (bpo-43112). */
const TOLD_APART_FROM = 11;

/** A Python module that would load, under a name that the target's Python does not look for. */
export default defineRule({
	id: "python-module-name",
	title: "Python on the target does not look for a module of this name",
	severity: "warning",
	rank: 700,
	check(context) {
		const { kind, details } = context.subject.program;
		const { abi = "", platform = "" } = details;
		const foreign = foreignWord(context, platform);
		if (kind !== "python-extension" || !starts(context) || foreign === undefined) return [];
		if (Number(/^cp3(\d+)$/.exec(abi)?.[1] ?? 0) < TOLD_APART_FROM) return [];
		return [
			{
				rule: "python-module-name",
				severity: "warning",
				message: `it would load, but Python on ${targetWords(context)} does not look for it: its name ends in ${platform}, and there modules end in ${foreign}`,
				about: [platform],
				evidence: { abi, platform },
				remedies: rebuildAdvice(context),
			},
		];
	},
});

/** What stands in the names of the target's own modules, where that is something else. */
function foreignWord(context: RuleContext, platform: string): string | undefined {
	const loader = loaderOf(context);
	if (loader === "musl" && platform.includes("-linux-gnu")) return platform.replace("-linux-gnu", "-linux-musl");
	return loader === "glibc" && platform.includes("-linux-musl")
		? platform.replace("-linux-musl", "-linux-gnu")
		: undefined;
}
