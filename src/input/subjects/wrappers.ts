import { prefixed } from "./prefix-programs.ts";
import { simpleCommands } from "./shell-words.ts";

/** A program that starts another one, and the command line that it then is. */
export interface Wrapped {
	/** Command lines that follow, in order; the first word of each is looked up in PATH. */
	readonly commands: readonly (readonly string[])[];
	/** As whom they run from here on, as an image's `USER` has it. */
	readonly user?: string;
}

const SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh", "busybox"]);
/** Words of a shell that run nothing from a file. */
const BUILTINS = new Set(
	". : [ alias bg break cd command continue echo eval exit export false fg getopts hash jobs kill printf pwd read readonly return set shift source test times trap true type ulimit umask unalias unset wait".split(
		" ",
	),
);
/** What a command line starts beyond its own program, where that is plain; absent where the program is the thing
 *  itself, or where it cannot be told. */
export function unwrap(words: readonly string[]): Wrapped | undefined {
	const [program = "", ...rest] = words;
	const name = program.slice(program.lastIndexOf("/") + 1);
	if (SHELLS.has(name)) return unwrapShell(name === "busybox" ? rest.slice(1) : rest);
	const found = prefixed(name, rest);
	if (found === undefined) return undefined;
	return { commands: [found.command], ...(found.user === undefined ? {} : { user: found.user }) };
}

function one(command: readonly string[]): Wrapped | undefined {
	return command.length === 0 ? undefined : { commands: [command] };
}

/** `sh -c TEXT name arguments`, or `sh FILE arguments`. */
function unwrapShell(words: readonly string[]): Wrapped | undefined {
	const first = words.findIndex((word) => !/^[-+]/.test(word) || word === "--");
	if (first === -1) return undefined;
	const isText = words.slice(0, first).some((option) => /^-[a-z]*c[a-z]*$/.test(option));
	const operand = words[first] === "--" ? first + 1 : first;
	if (isText) return unwrapText(words[operand] ?? "", words.slice(operand + 1));
	return one(words.slice(operand));
}

/** The programs that a plain shell text runs. `"$@"` and `"$0" "$@"` stand for the words behind the text. */
function unwrapText(text: string, parameters: readonly string[]): Wrapped | undefined {
	const commands = simpleCommands(text.replace(/^\s*(exec\s+)?"\$0"\s+"\$@"\s*$/, parameters.join(" ")));
	if (commands === undefined) return undefined;
	const run = commands
		.map((words) => (words[0] === "exec" ? words.slice(1) : words))
		.map((words) => (words[0] === "$@" ? parameters.slice(1) : words))
		.filter(([first = ""]) => first !== "" && !BUILTINS.has(first));
	return run.length === 0 ? undefined : { commands: run };
}

/** Whether a script hands its arguments on, as image entry points do: `exec "$@"` somewhere. */
export function handsArgumentsOn(script: string): boolean {
	return /^[^\n#]*\bexec\b[^\n#]*\$(@|\{@\})/m.test(script);
}

/** What a shell script ends in: the command of an `exec` that is its last line and stands in no block. Absent where the
 *  script ends otherwise, or the line is not plain. */
export function finalExec(script: string): readonly string[] | undefined {
	if (!/^#!\s*\S*(sh|busybox|env)\b/.test(script)) return undefined;
	const lines = script.replace(/\\\n/g, " ").split("\n");
	const last = lines.findLast((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
	if (last === undefined || !/^exec\s/.test(last)) return undefined;
	const [command, ...others] = simpleCommands(last) ?? [];
	return command === undefined || others.length > 0 ? undefined : command;
}
