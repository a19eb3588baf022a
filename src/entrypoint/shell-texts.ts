import { certainCommands, isPlainWord, mentions, passesBy } from "./certain-commands.ts";
import { stepsBefore, stepsMentioned } from "./environment-steps.ts";
import type { FurtherCommand, PlaceInText, Wrapped } from "./further-command.ts";
import { prefixed } from "./prefix-programs.ts";
import { isBuiltin } from "./shell-builtins.ts";
import { type SimpleCommand, simpleCommands } from "./shell-words.ts";

/** The programs that a plain shell text runs; absent where it is more than plain commands. `operands`: what stands behind
 *  the text, its name first. */
export function wrappedText(text: string, [shellName, ...parameters]: readonly string[]): Wrapped | undefined {
	const commands = simpleCommands(text)?.map((command) => withParameters(command, parameters, shellName));
	if (commands === undefined) return undefined;
	const name = shellName === undefined ? {} : { shellName };
	const certain = certainCommands(commands, text);
	const run = runBy(commands);
	const { followed, ...cut } = firstOf(run);
	const further = followed.map(({ index, ...each }) => furtherCommand(commands, index, each, { certain, name }));
	return further.length === 0 ? undefined : { commands: further, ...cut };
}

/** Commands of one text that are followed. */
const MOST_FURTHER = 64;

/** The commands that are followed, and whether there are more. */
function firstOf(run: readonly RunCommand[]): { readonly followed: readonly RunCommand[]; readonly isCut?: true } {
	return { followed: run.slice(0, MOST_FURTHER), ...(run.length > MOST_FURTHER ? { isCut: true as const } : {}) };
}

/** A word with `"$@"` in it stands for all parameters, what is glued to it for more of the first and the last: the
 *  carriage return of Windows' line ends is. */
function withParameters(command: SimpleCommand, parameters: readonly string[], shellName?: string): SimpleCommand {
	const words = command.words.flatMap((word) => {
		if (word === "$0" && shellName !== undefined) return [shellName];
		const [whole, front = "", behind = ""] = /^(.*?)\$(?:@|\{@\})(.*)$/s.exec(word) ?? [];
		if (whole === undefined) return [word];
		if (parameters.length === 0) return front + behind === "" ? [] : [front + behind];
		return parameters.map((each, at) => {
			const isLast = at === parameters.length - 1;
			return `${at === 0 ? front : ""}${each}${isLast ? behind : ""}`;
		});
	});
	return { ...command, words };
}

interface RunCommand extends Omit<PlaceInText, "shellName"> {
	readonly words: readonly string[];
	/** Among the commands of its text. */
	readonly index: number;
}

/** Commands that are no builtins, and whose program is known. */
function runBy(commands: readonly SimpleCommand[]): readonly RunCommand[] {
	return commands
		.map(({ words, line }, index) => {
			const isExec = words[0] === "exec";
			return { words: isExec ? behindExec(words) : words, index, line, isExec };
		})
		.filter(({ words: [first = ""] }) => first !== "" && !first.startsWith("$") && !isBuiltin(first));
}

/** Without `exec` and its options. */
function behindExec([, ...words]: readonly string[]): readonly string[] {
	return prefixed("exec", words)?.command ?? [];
}

function furtherCommand(
	commands: readonly SimpleCommand[],
	index: number,
	{ words, line, isExec }: Omit<RunCommand, "index">,
	{ certain, name }: { readonly certain: ReadonlySet<number>; readonly name?: { readonly shellName?: string } },
): FurtherCommand {
	return {
		words,
		environment: stepsBefore(commands, index),
		...(certain.has(index) ? { isCertain: true } : {}),
		inText: { line, isExec, ...name },
	};
}

/** What a shell's script goes on to start: the program that it ends in, its arguments where it hands them on, and what it
 *  is sure to run before. */
export function unwrapScript(text: string, parameters: readonly string[]): Wrapped {
	const script = upToLastExec(text);
	const all = isForShell(text) ? simpleCommands(script) : undefined;
	return all === undefined ? { commands: ofBlocks(text, parameters) } : ofPlainScript(all, script, parameters);
}

function isForShell(script: string): boolean {
	return /^#!\s*\S*(sh|busybox|env)\b/.test(script);
}

/** `exec` ends a script: nothing behind it counts. */
function upToLastExec(script: string): string {
	const lines = script.split("\n");
	const last = lines.findLastIndex((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
	return lines.slice(0, last + 1).join("\n");
}

function ofPlainScript(all: readonly SimpleCommand[], script: string, parameters: readonly string[]): Wrapped {
	const commands = all.map((command) => withParameters(command, parameters));
	const certain = certainCommands(commands, script);
	const isFollowed = ({ index, isExec }: RunCommand) => certain.has(index) || (isExec && index === all.length - 1);
	const { followed, ...cut } = firstOf(runBy(commands).filter(isFollowed));
	return { commands: followed.map(({ index, ...run }) => furtherCommand(commands, index, run, { certain })), ...cut };
}

/** Of a script with conditions and loops. */
function ofBlocks(text: string, parameters: readonly string[]): readonly FurtherCommand[] {
	// A first argument that is an option is the script's to make something of.
	const isCommand = parameters[0]?.startsWith("-") === false;
	const handed = isCommand ? argumentsHandedOn(text, parameters) : [];
	const becomes = finalExec(text, isCommand ? parameters : undefined);
	if (becomes === undefined) return handed;
	return becomes.isHanding && isCommand ? [becomes.command, ...handed] : [...handed, becomes.command];
}

function argumentsHandedOn(text: string, parameters: readonly string[]): readonly FurtherCommand[] {
	// With Windows' line ends, the last one gets a letter more.
	if (!handsArgumentsOn(text) || /\$(?:@|\{@\})"?\r$/m.test(text)) return [];
	return [{ words: parameters, environment: stepsMentioned(text) }];
}

/** Whether a script hands its arguments on, as image entry points do: `exec "$@"` somewhere. */
export function handsArgumentsOn(script: string): boolean {
	return /^[^\n#]*\bexec\b[^\n#]*\$(@|\{@\})/m.test(script);
}

/** What a shell script ends in: the command of an `exec` that is its last line and stands in no block. Absent where the
 *  script ends otherwise, or the line is not plain. Whether it hands the script's arguments on. */
function finalExec(
	script: string,
	parameters: readonly string[] | undefined,
): { readonly command: FurtherCommand; readonly isHanding: boolean } | undefined {
	if (!isForShell(script)) return undefined;
	const lines = upToLastExec(script).split("\n");
	const start = lines.findLastIndex((_, index) => lines[index - 1]?.endsWith("\\") !== true);
	const last = lines.slice(start).join("\n");
	if (!/^exec[ \t]/.test(last)) return undefined;
	const [written, ...others] = simpleCommands(last) ?? [];
	if (written === undefined || others.length > 0) return undefined;
	const isHanding = written.words.some((word) => /\$(?:@|\{@\})/.test(word));
	const words = behindExec(parameters === undefined ? written.words : withParameters(written, parameters).words);
	const [first = "$"] = words;
	if (first.startsWith("$") || isBuiltin(first)) return undefined;
	const before = lines.slice(0, start).join("\n");
	const isReached = passesBy(before) && !mentions(before, first) && isPlainWord(first);
	const environment = stepsMentioned(script);
	if (!isReached) return { command: { words, environment }, isHanding };
	return {
		command: { words, environment, isCertain: true, inText: { line: start + 1, isExec: true } },
		isHanding,
	};
}
