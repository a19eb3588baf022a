import { rebuildAdvice } from "../advice/rebuild.ts";
import { builtFor, loaderOf } from "../context/libc.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A file or package name says musl, its content says glibc, or the other way round: where that is why it does not load,
 *  it has to be said; where it loads, it is a note. */
export default defineRule({
	id: "claimed-libc",
	title: "The file is not built for the C library that its name claims",
	severity: "warning",
	rank: 650,
	check(context) {
		const claim = context.subject.program.claimedLibc;
		const content = builtFor(context);
		if (!claim || content === "other" || content === claim.libc) return [];
		const misleads = loaderOf(context) === claim.libc;
		return [
			{
				rule: "claimed-libc",
				severity: misleads && context.load.outcome === "refused" ? "warning" : "info",
				message: `${claim.by} says ${claim.libc}, but the file is built for ${content}${misleads ? `: on ${targetWords(context)} it is the wrong one` : ""}`,
				evidence: { claimed: claim.libc, by: claim.by, content },
				remedies: misleads ? rebuildAdvice(context) : [],
			},
		];
	},
});
