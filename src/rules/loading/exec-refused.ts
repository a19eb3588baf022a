import { insteadOfForeign } from "../advice/foreign.ts";
import { javaOnMusl } from "../advice/java.ts";
import { managerOf, packageAdvice } from "../advice/packages.ts";
import { loaderOf } from "../context/libc.ts";
import { lineOf, type ProblemOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

const REMEDIES: Readonly<Record<string, readonly string[]>> = {
	EACCES: ["make it executable: `chmod +x`, or `COPY --chmod=755` in the Dockerfile"],
	ENOEXEC: [
		"check that the file is whole and a program: a copy cut short, a text file without a `#!` line and a foreign architecture all end so",
	],
	EINVAL: ["check that the file is whole: its program headers contradict each other"],
	ELIBBAD: ["give it a loader that is itself an ELF file of the same architecture"],
	ENOENT: ["check the path that the kernel is given, and the interpreter that it leads to"],
	ENOTDIR: ["check the path: one of its folders is a file"],
	ENAMETOOLONG: ["shorten the path, or the one on the script's first line"],
	EIO: ["check that the file is whole: its interpreter's path lies behind its end"],
	ELOOP: ["end the chain of interpreters or symbolic links: the kernel follows only a few"],
};

/** The kernel refuses to start the file at all. */
export default defineRule({
	id: "exec-refused",
	title: "The kernel refuses to start the file",
	severity: "error",
	rank: 210,
	check(context) {
		return problemsMet(context, "exec-refused").map((problem) => stayedBehind(context, problem) ?? refused(problem));
	},
});

function refused({ errno, because, line, foreign }: ProblemOf<"exec-refused">): Finding {
	return {
		rule: "exec-refused",
		severity: "error",
		message: `the kernel refuses to start it (${errno}): ${because}`,
		evidence: { errno, because, ...lineOf({ line }) },
		remedies: insteadOfForeign(foreign) ?? REMEDIES[errno] ?? [],
	};
}

/** An image that moves takes its own files along, not those of its distribution. */
function stayedBehind(context: RuleContext, { errno, line }: ProblemOf<"exec-refused">): Finding | undefined {
	const { path, ownedBy } = context.subject;
	if (errno !== "ENOENT" || ownedBy === undefined || context.owningPackage === undefined) return undefined;
	if (context.root.lookup(path).found) return undefined;
	return {
		rule: "exec-refused",
		severity: "error",
		message: `${path} belongs to the image's package ${ownedBy} and stays behind with its base; ${targetWords(context)} does not have it`,
		about: [path],
		evidence: { errno, ownedBy, ...lineOf({ line }) },
		remedies: [...insteadOf(context), `ship your own build of it, outside the base's packages`],
	};
}

/** The program in the new base's own packages. */
function insteadOf(context: RuleContext): readonly string[] {
	const { kind } = context.subject.program;
	if (kind === "jvm" && loaderOf(context) === "musl") return javaOnMusl(context);
	const known = packageAdvice(context, context.subject.path);
	if (known.length > 0) return known;
	return managerOf(context) === "none"
		? [`take a base that has it: ${targetWords(context)} installs no packages`]
		: [`install what ${targetWords(context)} calls the package ${context.subject.ownedBy}`];
}
