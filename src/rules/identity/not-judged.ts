import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule } from "../rule.ts";

/** The models cannot tell what the kernel or the loader would do; it is said, not guessed. */
export default defineRule({
	id: "not-judged",
	title: "The outcome cannot be predicted",
	severity: "info",
	rank: 110,
	check({ load, subject, target }) {
		if (load.outcome !== "unknown") return [];
		const reason = load.reason ?? "its dynamic data cannot be read as a loader would";
		const message = `what happens to ${subject.path} on ${targetWords({ target })} cannot be told: ${reason}`;
		return [
			notJudged(message, reason, [
				"start it on the target to find out, and send the file with a report if it starts there",
			]),
		];
	},
});

/** The finding that goes with every answer `unknown`. */
export function notJudged(message: string, reason: string, remedies: readonly string[]): Finding {
	return { rule: "not-judged", severity: "info", message, evidence: { reason }, remedies };
}
