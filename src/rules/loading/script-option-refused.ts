import { isBusybox } from "../../tree/busybox.ts";
import { lastName } from "../../tree/path-resolution.ts";
import { UNIX_LINE_ENDS } from "../advice/line-ends.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** A shell that starts, and refuses what the script's first line hands to it. */
export default defineRule({
	id: "script-option-refused",
	title: "The shell refuses the options in the script's first line",
	severity: "error",
	rank: 610,
	check(context) {
		const { script } = context.subject;
		if (script?.argument === undefined || context.load.outcome !== "starts") return [];
		const shell = shellAt(context, script.interpreter);
		// Letters are options; what stands behind them came along as part of the same word.
		const [, letters = "", odd] = /^-([A-Za-z]+)(\s)/.exec(script.argument) ?? [];
		if (shell === undefined || odd === undefined) return [];
		// -o takes the next word for the name of its option: the words are others.
		const line = letters.includes("o") ? undefined : WORDS[shell](script.interpreter, odd);
		return [refused(script.argument, odd, line)];
	},
});

const WORDS: Readonly<Record<"dash" | "bash" | "busybox", (shell: string, option: string) => string>> = {
	dash: (shell, option) => `${shell}: 0: Illegal option -${option}`,
	bash: (shell, option) => `${shell}: -${option}: invalid option`,
	busybox: (shell, option) => `${shell}: illegal option -${option}`,
};

function shellAt({ root }: RuleContext, path: string): keyof typeof WORDS | undefined {
	if (isBusybox(root, path)) return lastName(path).endsWith("sh") ? "busybox" : undefined;
	const found = root.lookup(path);
	const name = found.found ? lastName(found.realPath) : "";
	return name === "dash" || name === "bash" ? name : undefined;
}

function refused(argument: string, odd: string, line: string | undefined): Finding {
	const isCarriageReturn = odd === "\r";
	return {
		rule: "script-option-refused",
		severity: "error",
		message: isCarriageReturn
			? "the script's first line ends in a carriage return, which the shell takes for an option"
			: `the kernel hands \`${argument}\` to the shell as one word: the shell takes what follows the blank for options too`,
		about: [argument],
		evidence: { argument, ...(line === undefined ? {} : { line }) },
		remedies: isCarriageReturn
			? [UNIX_LINE_ENDS]
			: ["write the options as one word (`-eu`), or use `set` in the script: `set -e -u`"],
	};
}
