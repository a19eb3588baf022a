import { isBusybox } from "../tree/busybox.ts";
import { packageAdvice } from "./advice/packages.ts";
import { targetWords } from "./context/target-words.ts";
import type { Finding } from "./finding.ts";
import { defineRule, type RuleContext } from "./rule.ts";

/** PATH where nobody sets it: that of container runtimes. */
const USUAL_PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** A script that env starts: env itself is there, what it is to start is not. */
export default defineRule({
	id: "script-program-missing",
	title: "env does not find the script's program",
	severity: "warning",
	check(context) {
		const { script } = context.subject;
		if (script === undefined || context.load.outcome !== "starts" || !/(^|\/)env$/.test(script.interpreter)) return [];
		const split = splitString(script.argument ?? "");
		if (split !== undefined && isBusybox(context.root, script.interpreter)) return [withoutSplitting(context, split)];
		if (split === undefined && isOneWordTooMany(script.argument)) return [takenWhole(script.argument)];
		const program = split === undefined ? script.argument : programOf(split);
		if (program === undefined || program === "" || isThere(context, program)) return [];
		return [notFound(context, program, script.interpreter)];
	},
});

/** What stands behind `-S`: env takes it apart itself, for the kernel hands over one argument only. */
function splitString(argument: string): string | undefined {
	return /^(?:-\w*S|--split-string[= ])\s*(.*)$/.exec(argument)?.[1];
}

/** Options or assignments with more behind them: the kernel hands all of it over as one argument. */
function isOneWordTooMany(argument: string | undefined): argument is string {
	return argument !== undefined && /^(?:-|[^\s/]*=).*\s/.test(argument);
}

/** The first word that is neither an option nor an assignment; absent where quotes or variables hide it. */
function programOf(words: string): string | undefined {
	if (/["'\\$]/.test(words)) return undefined;
	return words.split(/\s+/).find((word) => word !== "" && !word.startsWith("-") && !word.includes("="));
}

function isThere({ root, searchPath = USUAL_PATH }: RuleContext, program: string): boolean {
	if (program.includes("/")) return root.lookup(program).found || !program.startsWith("/");
	return [...searchPath, ...USUAL_PATH].some((folder) => root.lookup(`${folder}/${program}`).found);
}

function notFound(context: RuleContext, program: string, interpreter: string): Finding {
	const line = isBusybox(context.root, interpreter)
		? `env: can't execute '${program}': No such file or directory`
		: `${interpreter}: '${program}': No such file or directory`;
	const [word = ""] = program.split(" ");
	const remedies = program.includes(" ")
		? [`write \`#!${interpreter} ${word}\` without options: the kernel hands the rest of the line over as one argument`]
		: [...packageAdvice(context, program), `use a base image that has ${program}`];
	return {
		rule: "script-program-missing",
		severity: "warning",
		message: `the script is for ${program}, which env does not find on ${targetWords(context)}: it stops with "${line}"`,
		about: [program],
		evidence: { interpreter, program, line },
		remedies,
	};
}

function takenWhole(argument: string): Finding {
	const taken = argument.startsWith("-") ? "an option" : "an assignment";
	return {
		rule: "script-program-missing",
		severity: "warning",
		message: `the kernel hands \`${argument}\` to env as one word: env takes all of it for ${taken}, and the program behind it never starts`,
		about: [argument],
		evidence: { argument },
		remedies: ["name the program itself in the first line", "write `env -S` where env is GNU's: it splits the words"],
	};
}

function withoutSplitting(context: RuleContext, words: string): Finding {
	return {
		rule: "script-program-missing",
		severity: "warning",
		message: `the env of ${targetWords(context)} is busybox's, which knows no -S: it stops with a usage message`,
		about: ["env"],
		evidence: { words },
		remedies: ["install GNU env, which knows it: `apk add coreutils`", "name the program itself in the first line"],
	};
}
