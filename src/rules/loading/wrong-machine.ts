import { contradictsClaim } from "../context/claim.ts";
import { machineWord } from "../context/machine.ts";
import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** The file is for another processor than the one that runs it. */
export default defineRule({
	id: "wrong-machine",
	title: "The file is for another processor",
	severity: "error",
	rank: 200,
	check(context) {
		if (contradictsClaim(context)) return [];
		return problemsMet(context, "wrong-machine").map(({ object, machine, expected, line }) => ({
			rule: "wrong-machine",
			severity: "error",
			message: `${object} is for ${machineWord(machine)}${
				machine === expected ? " in a form that Linux does not start (firmware, or an old ABI)" : ""
			}, but ${targetWords(context)} runs on ${machineWord(expected)}`,
			about: [object],
			evidence: { object, machine, expected, ...lineOf({ line }) },
			remedies: [
				`ship the build for ${machineWord(expected)}`,
				"build and pull the image for the program's own platform (`docker build --platform ...`)",
			],
		}));
	},
});
