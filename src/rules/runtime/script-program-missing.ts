import { isBusybox } from "../../tree/busybox.ts";
import { UNIX_LINE_ENDS } from "../advice/line-ends.ts";
import { packageAdvice } from "../advice/packages.ts";
import { targetWords } from "../context/target-words.ts";
import type { Finding } from "../finding.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** PATH where nobody sets it: that of container runtimes. */
const USUAL_PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** A script that env starts: env itself is there, what it is to start is not. */
export default defineRule({
	id: "script-program-missing",
	title: "env does not find the script's program",
	severity: "error",
	rank: 600,
	check(context) {
		const { script } = context.subject;
		if (script === undefined || context.load.outcome !== "starts" || !/(^|\/)env$/.test(script.interpreter)) return [];
		const { interpreter, argument } = script;
		if (argument === undefined) return [startsItself(interpreter)];
		const split = splitString(argument);
		const without = split === undefined ? undefined : withoutSplitting(context, split, script);
		if (without !== undefined) return [without];
		if (split === undefined && isOneWordTooMany(argument)) return [takenWhole(context, argument, interpreter)];
		const program = split === undefined ? argument : programOf(split);
		if (program === undefined || program === "" || isThere(context, program)) return [];
		return [notFound(context, program, interpreter)];
	},
});

/** What stands behind `-S`: env takes it apart itself, for the kernel hands over one argument only. */
function splitString(argument: string): string | undefined {
	return /^(?:-\w*S|--split-string[= ])\s*(.*)$/.exec(argument)?.[1];
}

/** Options or assignments with more behind them: the kernel hands all of it over as one argument. */
function isOneWordTooMany(argument: string): boolean {
	return /^(?:-|[^\s/]*=).*\s/.test(argument);
}

/** The first word that is neither an option nor an assignment; absent where quotes or variables hide it. */
function programOf(words: string): string | undefined {
	if (/["'\\$]/.test(words)) return undefined;
	return words.split(/\s+/).find((word) => word !== "" && !word.startsWith("-") && !word.includes("="));
}

function isThere({ root, searchPath = USUAL_PATH }: RuleContext, program: string): boolean {
	if (program.includes("/")) return root.lookup(program).found || !program.startsWith("/");
	return searchPath.some((folder) => root.lookup(`${folder}/${program}`).found);
}

/** What env prints goes by the C library that it was built for, in whose words getopt(3) speaks. */
function complaintAbout(option: string, { target: { libc } }: RuleContext, interpreter: string): string {
	if (libc.kind === "musl") return `${interpreter}: unrecognized option: ${option}`;
	return `${interpreter}: invalid option -- ${libc.kind === "uclibc" ? option : `'${option}'`}`;
}

function notFound(context: RuleContext, program: string, interpreter: string): Finding {
	const line = lineAbout(program, context, interpreter);
	return {
		...finding(
			`the script is for ${program}, which env does not find on ${targetWords(context)}: it stops with "${line}"`,
			program,
			remediesFor(context, program, interpreter),
		),
		evidence: { interpreter, program, line },
	};
}

function remediesFor(context: RuleContext, program: string, interpreter: string): readonly string[] {
	if (program.endsWith("\r")) return [UNIX_LINE_ENDS];
	const [word, ...options] = program.split(" ");
	if (options.length === 0) return [...packageAdvice(context, program), `use a base image that has ${program}`];
	return [
		`write \`#!${interpreter} ${word}\` without options: the kernel hands the rest of the line over as one argument`,
	];
}

/** coreutils name themselves without a path since 9.5, of which Debian's and Ubuntu's releases with glibc 2.41 are the first. */
function lineAbout(program: string, { root, target: { libc } }: RuleContext, interpreter: string): string {
	if (isBusybox(root, interpreter)) return `env: can't execute '${program}': No such file or directory`;
	const isNew = libc.kind === "glibc" && isAtLeast(libc.version, 41);
	const quoted = program.replace(/\r/g, "\\r");
	return `${isNew ? "env" : interpreter}: '${quoted}': No such file or directory`;
}

/** Of glibc 2.x. */
function isAtLeast(version: string | undefined, minor: number): boolean {
	return Number(/^2\.(\d+)/.exec(version ?? "")?.[1] ?? 0) >= minor;
}

function takenWhole(context: RuleContext, argument: string, interpreter: string): Finding {
	const isOption = argument.startsWith("-");
	const line = isOption ? complaintAbout(" ", context, interpreter) : undefined;
	const remedies = [
		"name the program itself in the first line",
		"write `env -S` where env is GNU's, 8.30 or later: it splits the words",
	];
	return {
		...finding(
			`the kernel hands \`${argument}\` to env as one word: env takes all of it for ${isOption ? "an option" : "an assignment"}, and the program behind it never starts`,
			argument,
			remedies,
		),
		evidence: { argument, ...(line === undefined ? {} : { line }) },
	};
}

/** env is handed nothing but the script's path, and starts the script. */
function startsItself(interpreter: string): Finding {
	return finding("env gets no program name: it starts the script again and again", interpreter, [
		"name the program in the first line: `#!/usr/bin/env sh`",
	]);
}

/** busybox's env knows no -S, and GNU's learnt it in coreutils 8.30, which came to Debian and Ubuntu with glibc 2.28. */
function withoutSplitting(
	context: RuleContext,
	words: string,
	{ interpreter, argument = "" }: NonNullable<RuleContext["subject"]["script"]>,
): Finding | undefined {
	const { libc } = context.target;
	const busybox = isBusybox(context.root, interpreter);
	if (!busybox && (libc.kind !== "glibc" || libc.version === undefined || isAtLeast(libc.version, 28)))
		return undefined;
	const option = argument.startsWith("--") ? undefined : argument[1];
	const line = option === undefined ? {} : { line: complaintAbout(option, context, interpreter) };
	const whose = busybox ? "busybox's" : "older than coreutils 8.30";
	const install = busybox ? ["install GNU env, which knows it: `apk add coreutils`"] : [];
	return {
		...finding(
			`the env of ${targetWords(context)} is ${whose}, which knows no -S: it stops with a usage message`,
			"env",
			[...install, "name the program itself in the first line"],
		),
		evidence: { words, ...line },
	};
}

function finding(message: string, about: string, remedies: readonly string[]): Finding {
	return { rule: "script-program-missing", severity: "error", message, about: [about], evidence: {}, remedies };
}
