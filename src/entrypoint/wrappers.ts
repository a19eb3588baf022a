import type { Wrapped } from "./further-command.ts";
import { prefixed } from "./prefix-programs.ts";
import { wrappedText } from "./shell-texts.ts";

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
