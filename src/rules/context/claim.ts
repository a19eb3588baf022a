import type { RuleContext } from "../rule.ts";

/** Whether the file's name promises another machine than its content has, and that is why it does not start or load. */
export function contradictsClaim({ subject, load }: RuleContext): boolean {
	if (subject.claimedMachine === undefined || load.outcome !== "refused") return false;
	const [first] = load.problems;
	return first?.kind === "wrong-machine" || (first?.kind === "library-unusable" && first.path === subject.path);
}
