import { type EnvironmentStep, stepsBefore, stepsMentioned } from "./environment-steps.ts";
import { prefixed } from "./prefix-programs.ts";
import { isBuiltin, leavesLookUpAlone } from "./shell-builtins.ts";
import { type SimpleCommand, simpleCommands } from "./shell-words.ts";

/** A program that starts another one, and the command lines that follow, in order. */
export interface Wrapped {
	readonly commands: readonly FurtherCommand[];
	/** As whom they run from here on, as an image's `USER` has it. */
	readonly user?: string;
}

/** A command line that a program goes on to run; its first word is looked up in PATH. */
export interface FurtherCommand {
	readonly words: readonly string[];
	/** A shell reads the file that the first word names, and the kernel is not asked: neither its mode nor its first line
	 *  counts. */
	readonly isRead?: true;
	/** The loader that is told to start it, by the name by which it was called. */
	readonly loadedBy?: string;
	/** Nothing else is run, and nothing before it changes where it is looked for: where it is missing, all ends. */
	readonly isCertain?: true;
	/** What is done to the environment that it was started with, in order. */
	readonly environment?: readonly EnvironmentStep[];
	/** Where a shell's text has it. */
	readonly inText?: PlaceInText;
}

export interface PlaceInText {
	readonly line: number;
	/** Behind `exec`. */
	readonly isExec: boolean;
	/** The name by which the shell that reads it goes, where that is not the word by which it was called. */
	readonly shellName?: string;
}

const SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh", "busybox"]);

/** Whether a program is a shell, by its name. */
export function isShell(word: string): boolean {
	return SHELLS.has(lastName(word));
}

/** What a command line starts beyond its own program, where that is plain; absent where the program is the thing
 *  itself, or where it cannot be told. */
export function unwrap(words: readonly string[]): Wrapped | undefined {
	const [program = "", ...rest] = words;
	const name = lastName(program);
	if (isShell(program)) return unwrapShell(name === "busybox" ? rest.slice(1) : rest);
	const found = prefixed(name, rest);
	if (found === undefined) return undefined;
	const { command: further, user, changesLookUp, environment = [] } = found;
	if (found.isLoader === true) return { commands: [{ words: further, loadedBy: program }] };
	const command = { words: further, environment, ...(changesLookUp === true ? {} : { isCertain: true as const }) };
	return { commands: [command], ...(user === undefined ? {} : { user }) };
}

function lastName(word: string): string {
	return word.slice(word.lastIndexOf("/") + 1);
}

/** `sh -c TEXT name arguments`, or `sh FILE arguments`. */
function unwrapShell(words: readonly string[]): Wrapped | undefined {
	const first = words.findIndex((word) => !/^[-+]/.test(word) || word === "--");
	if (first === -1) return undefined;
	const isText = words.slice(0, first).some((option) => /^-[a-z]*c[a-z]*$/.test(option));
	const operand = words[first] === "--" ? first + 1 : first;
	if (isText) return wrappedText(words[operand] ?? "", words.slice(operand + 1));
	const file = words.slice(operand);
	return file.length === 0 ? undefined : { commands: [{ words: file, isRead: true, isCertain: true }] };
}

/** The programs that a plain shell text runs. `"$@"` and `"$0" "$@"` stand for the words behind the text. */
function wrappedText(text: string, parameters: readonly string[]): Wrapped | undefined {
	const commands = simpleCommands(text.replace(/^\s*(exec\s+)?"\$0"\s+"\$@"\s*$/, parameters.join(" ")));
	if (commands === undefined) return undefined;
	const [shellName] = parameters;
	const run = runBy(commands, parameters.slice(1));
	const isAlone = run.length === 1 && leavesLookUpAlone(commands, text);
	const further = run.slice(0, MOST_FURTHER).map(({ words, index, ...inText }) => ({
		words,
		environment: stepsBefore(commands, index),
		...(isAlone ? { isCertain: true as const } : {}),
		inText: { ...inText, ...(shellName === undefined ? {} : { shellName }) },
	}));
	return further.length === 0 ? undefined : { commands: further };
}

/** Commands of one text that are followed. */
const MOST_FURTHER = 32;

interface RunCommand extends Omit<PlaceInText, "shellName"> {
	readonly words: readonly string[];
	/** Among the commands of its text. */
	readonly index: number;
}

/** Commands that are no builtins; `parameters` are what `"$@"` stands for. */
function runBy(commands: readonly SimpleCommand[], parameters: readonly string[]): readonly RunCommand[] {
	return commands
		.map(({ words, line }, index) => {
			const isExec = words[0] === "exec";
			const command = isExec ? behindExec(words) : words;
			return { words: command[0] === "$@" ? parameters : command, index, line, isExec };
		})
		.filter(({ words: [first = ""] }) => first !== "" && !isBuiltin(first));
}

/** Without `exec` and its options. */
function behindExec([, ...words]: readonly string[]): readonly string[] {
	return prefixed("exec", words)?.command ?? [];
}

/** What a shell's script goes on to start: the program that it ends in, and its arguments where it hands them on. */
export function unwrapScript(text: string, parameters: readonly string[]): Wrapped {
	// A first argument that is an option is the script's to make something of.
	const isCommand = parameters[0]?.startsWith("-") === false;
	const handed = isCommand && handsArgumentsOn(text) ? [{ words: parameters, environment: stepsMentioned(text) }] : [];
	const becomes = finalExec(text);
	if (becomes === undefined) return { commands: handed };
	if (!isCommand || !becomes.words.includes("$@")) return { commands: [...handed, becomes] };
	// What starts the arguments in the end may make them another user's.
	const words = becomes.words.flatMap((word) => (word === "$@" ? parameters : [word]));
	return { commands: [{ ...becomes, words }, ...handed] };
}

/** Whether a script hands its arguments on, as image entry points do: `exec "$@"` somewhere. */
export function handsArgumentsOn(script: string): boolean {
	return /^[^\n#]*\bexec\b[^\n#]*\$(@|\{@\})/m.test(script);
}

/** What a shell script ends in: the command of an `exec` that is its last line and stands in no block. Absent where the
 *  script ends otherwise, or the line is not plain. */
export function finalExec(script: string): FurtherCommand | undefined {
	if (!/^#!\s*\S*(sh|busybox|env)\b/.test(script)) return undefined;
	const lines = script.replace(/\\\n/g, " ").split("\n");
	const last = lines.findLast((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
	if (last === undefined || !/^exec\s/.test(last)) return undefined;
	const [command, ...others] = simpleCommands(last) ?? [];
	if (command === undefined || others.length > 0) return undefined;
	const words = behindExec(command.words);
	if (words.length === 0) return undefined;
	const all = simpleCommands(script);
	const line = all?.at(-1)?.line;
	if (all === undefined || line === undefined) return { words, environment: stepsMentioned(script) };
	const isAlone = runBy(all, []).length <= 1 && leavesLookUpAlone(all, script);
	const environment = stepsBefore(all, all.length - 1);
	return { words, environment, ...(isAlone ? { isCertain: true } : {}), inText: { line, isExec: true } };
}
