import { machineWord } from "../context/machine.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule } from "../rule.ts";

/** A name says one machine, the content another: whoever goes by the name gets a file that does not start or load. */
export default defineRule({
	id: "claimed-machine",
	title: "The file is not for the machine that its name claims",
	severity: "error",
	rank: 190,
	check(context) {
		const { claimedMachine: claim, elf, path } = context.subject;
		if (claim === undefined || elf === undefined) return [];
		const content = machineWord(elf.machine);
		const refused = context.load.outcome === "refused" && elf.machine !== context.target.machine;
		return [
			{
				rule: "claimed-machine",
				severity: refused ? "error" : "info",
				message: `${claim.by}, but ${path} is for ${content}${refused ? `: ${targetWords(context)} does not take it` : ""}`,
				about: [path],
				evidence: { claimed: claim.families, by: claim.by, content },
				remedies: [
					"build it for the machine that the name promises (a cross build took the compiler's own), or correct the name",
				],
			},
		];
	},
});
