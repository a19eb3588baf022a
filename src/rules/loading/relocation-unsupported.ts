import { isOnMusl } from "../context/libc.ts";
import { groupedBy, lineOf, problemsMet, severityOf } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** R_*_IRELATIVE by e_machine. Source: each architecture's psABI. */
const IRELATIVE: Readonly<Record<number, number>> = { 3: 42, 21: 248, 22: 61, 40: 160, 62: 37, 183: 1032, 243: 58 };

/** The file asks for a relocation that this loader does not know. */
export default defineRule({
	id: "relocation-unsupported",
	title: "The loader does not know a relocation that the file uses",
	severity: "error",
	rank: 410,
	check(context) {
		const groups = groupedBy(
			problemsMet(context, "relocation-unsupported"),
			(each) => `${each.object} ${each.relocation}`,
		);
		return [...groups.values()].map(([problem, ...others]) => ({
			rule: "relocation-unsupported",
			severity: severityOf(problem, "warning"),
			message: `${problem.object} has relocations of type ${problem.relocation}${meaning(context, problem.relocation)}, which the loader of ${targetWords(context)} does not apply`,
			about: [problem.object],
			evidence: {
				object: problem.object,
				relocation: problem.relocation,
				...(problem.symbol === undefined ? {} : { symbol: problem.symbol }),
				count: others.length + 1,
				...lineOf(problem),
			},
			remedies: remediesFor(context, problem.relocation),
		}));
	},
});

function isIrelative(context: RuleContext, relocation: number): boolean {
	return IRELATIVE[context.subject.elf?.machine ?? 0] === relocation;
}

function meaning(context: RuleContext, relocation: number): string {
	return isIrelative(context, relocation) ? " (IRELATIVE: a function chosen at load time, IFUNC)" : "";
}

function remediesFor(context: RuleContext, relocation: number): Finding["remedies"] {
	if (!isOnMusl(context)) return ["rebuild it with the target's own tool chain"];
	const general = "use a base with glibc";
	if (!isIrelative(context, relocation)) return ["rebuild it with a tool chain for musl", general];
	return ["rebuild it without IFUNC: choose the function through a pointer or at compile time", general];
}
