import { isBuiltin, providesNothing } from "./shell-builtins.ts";
import type { SimpleCommand } from "./shell-words.ts";

/** Which commands of a plain text are reached whatever happens, looked up as if they stood alone, and end the text with a
 *  failure where their program is missing; by their places in the list. */
export function certainCommands(commands: readonly SimpleCommand[], text: string): ReadonlySet<number> {
	const certain = new Set<number>();
	if (changesLookUp(text)) return certain;
	let stopsAtFailure = /^#!\s*\S+[ \t]+-[a-z]*e/.test(text);
	for (const list of lists(commands)) {
		const reached = isSequence(list) ? certainOf(list, { stopsAtFailure, isLast: list.end === commands.length }) : [];
		if (certain.size >= MOST_CERTAIN) break;
		for (const index of reached.slice(0, MOST_CERTAIN)) if (!isMadeBefore(commands, index, text)) certain.add(index);
		if (!list.commands.every(({ words: [first = ":"] }) => providesNothing(first)) || endsText(list)) break;
		stopsAtFailure ||= list.commands.some(setsErrexit);
	}
	return certain;
}

/** More than are followed of one text (shell-texts.ts), where it is said that there are more. */
const MOST_CERTAIN = 65;

/** Whether what stands before names the program, and so may write or unpack it, or make it executable. */
function isMadeBefore(commands: readonly SimpleCommand[], index: number, text: string): boolean {
	const command = commands[index];
	const program = command?.words[command.words[0] === "exec" ? 1 : 0] ?? "";
	const lines = text.split("\n", (command?.line ?? 1) - 1);
	const words = commands.slice(0, index).flatMap((before) => before.words);
	return mentions([...lines, ...words].join("\n"), program);
}

/** Whether a text names a program, comments and first line left out. */
export function mentions(text: string, program: string): boolean {
	return text.replace(/(^|[ \t\n;])#.*$/gm, "$1").includes(program.slice(program.lastIndexOf("/") + 1));
}

/** Whether a word of a shell stands for itself. */
export function isPlainWord(word: string): boolean {
	return !/[*?~{$]/.test(word);
}

/** Whether a text, or its part before a command, looks programs up elsewhere than its shell was started to. */
function changesLookUp(text: string): boolean {
	return /\bPATH=|\bset[ \t]+--/.test(text);
}

/** Commands joined by `&&`, `||` or pipes. */
interface List {
	readonly commands: readonly SimpleCommand[];
	/** Of its first command, among all. */
	readonly start: number;
	readonly end: number;
}

function lists(commands: readonly SimpleCommand[]): readonly List[] {
	const starts = commands.flatMap(({ after }, index) => (index === 0 || after === ";" || after === "&" ? [index] : []));
	return starts.map((start, index) => {
		const end = starts[index + 1] ?? commands.length;
		return { commands: commands.slice(start, end), start, end };
	});
}

/** One command after the other, each awaited. */
function isSequence({ commands }: List): boolean {
	const last = commands.length - 1;
	return commands.every(({ before }, index) => before === (index === last ? ";" : "&&"));
}

function endsText({ commands }: List): boolean {
	return commands.some(({ words }) => words[0] === "exec" && words.length > 1);
}

/** `set -e` stops at the last command of such a list only; `exec` always. */
function certainOf(
	{ commands, start }: List,
	{ stopsAtFailure, isLast }: { readonly stopsAtFailure: boolean; readonly isLast: boolean },
): readonly number[] {
	const certain: number[] = [];
	for (const [index, { words }] of commands.entries()) {
		const [first = ":"] = words;
		const isExec = first === "exec" && words.length > 1;
		const isFatal = isExec || isLast || (stopsAtFailure && index === commands.length - 1);
		const program = words[isExec ? 1 : 0] ?? "";
		if (isFatal && (isExec || !isBuiltin(first)) && isPlainWord(program)) {
			certain.push(start + index);
		}
		// Behind a test, the rest is run on its condition.
		if (isExec || first === "[" || first === "test" || !providesNothing(first)) break;
	}
	return certain;
}

function setsErrexit({ words: [first, ...words] }: SimpleCommand): boolean {
	return (
		first === "set" &&
		words.some((word, at) => /^-[a-z]*e/.test(word) || (word === "errexit" && words[at - 1] === "-o"))
	);
}

/** Whether nothing in a text of conditions and loops brings a program, changes where it is looked for, or leaves the text:
 *  what stands behind it is reached, and finds what it would have found before. Errs on the side of no. */
export function passesBy(text: string): boolean {
	if (changesLookUp(text) || /<<|\bcase\b|\(\)/.test(text)) return false;
	const substituted: string[] = [];
	const plain = text
		.replace(/\\\n/g, " ")
		.replace(/(^|[ \t\n;])#.*$/gm, "$1")
		.replace(/'[^']*'/g, "Q")
		.replace(/(?<!\d)\d*[<>]&\d*/g, "")
		.replace(/"[^"]*"/g, (quoted) => {
			substituted.push(...[...quoted.matchAll(/\$\(([^()]*)\)|`([^`]*)`/g)].map((match) => match[1] ?? match[2] ?? ""));
			return "Q";
		});
	if (/["']/.test(plain)) return false;
	return [plain, ...substituted].flatMap((each) => each.split(/\$\(|[`;&|\n()]/)).every(isIdle);
}

/** Words that stand in front of a command, or alone. */
const BLOCK_WORDS = /^(?:(?:if|then|elif|else|fi|while|until|do|done|!)(?=[ \t]|$)[ \t]*)+/;

function isIdle(segment: string): boolean {
	const command = segment.trim().replace(BLOCK_WORDS, "");
	const [first = "", ...words] = command.replace(/^(?:[A-Za-z_]\w*=\S*[ \t]*)+/, "").split(/[ \t]+/);
	if (first === "exec" && words.length > 0) return false;
	return first === "" || first === "for" || first === "[[" || providesNothing(first);
}
