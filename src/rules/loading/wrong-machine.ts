import { accepts, binaryFormats } from "../../loader/kernel/machines.ts";
import { machineWord } from "../context/machine.ts";
import { lineOf, problemsMet } from "../context/problems.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** The file is for another processor than the one that runs it. */
export default defineRule({
	id: "wrong-machine",
	title: "The file is for another processor",
	severity: "error",
	rank: 200,
	check(context) {
		return [...problemsMet(context, "wrong-machine"), ...openedElsewhere(context)].map((problem) =>
			finding(context, problem),
		);
	},
});

interface WrongMachine {
	readonly object: string;
	readonly machine: number;
	readonly expected: number;
	readonly line?: string | undefined;
}

/** A plug-in is opened by the target's own programs. What their loader makes of it is not always to the point: glibc's
 *  says that there is no such file, and musl's does not look at the machine at all. */
function openedElsewhere({ subject: { kind, elf, path }, target, load }: RuleContext): readonly WrongMachine[] {
	if (kind !== "shared-library" || elf === undefined || load.outcome !== "refused" || target.machine === 0) return [];
	if (load.problems.some((problem) => problem.kind === "no-build-for-target")) return [];
	if (binaryFormats(target.machine).some((format) => accepts(format, elf))) return [];
	return [{ object: path, machine: elf.machine, expected: target.machine, line: load.lines[0] }];
}

function finding(context: RuleContext, { object, machine, expected, line }: WrongMachine): Finding {
	const form = machine === expected ? " in a form that Linux does not start (firmware, or an old ABI)" : "";
	return {
		rule: "wrong-machine",
		severity: "error",
		message: `${object} is for ${machineWord(machine)}${form}, but ${targetWords(context)} runs on ${machineWord(expected)}`,
		about: [object],
		evidence: { object, machine, expected, ...lineOf({ line }) },
		remedies: [
			`ship the build for ${machineWord(expected)}`,
			"build and pull the image for the program's own platform (`docker build --platform ...`)",
		],
	};
}
