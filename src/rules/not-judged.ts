import { targetWords } from "./context/target-words.ts";
import { defineRule } from "./rule.ts";

/** The models cannot tell what the kernel or the loader would do; it is said, not guessed. */
export default defineRule({
	id: "not-judged",
	title: "It cannot be told what happens",
	severity: "info",
	check({ load, subject, target }) {
		if (load.outcome !== "unknown") return [];
		const reason = load.reason ?? "its dynamic data cannot be read as a loader would";
		return [
			{
				rule: "not-judged",
				severity: "info",
				message: `what happens to ${subject.path} on ${targetWords({ target })} cannot be told: ${reason}`,
				evidence: { reason },
				remedies: ["start it on the target to find out, and send the file with a report if it starts there"],
			},
		];
	},
});
