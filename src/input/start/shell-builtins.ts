import type { SimpleCommand } from "./shell-words.ts";

/** Words of a shell that run nothing from a file, of dash, busybox's ash and bash. */
const BUILTINS = new Set(
	". : [ alias bg bind break builtin caller cd chdir command compgen complete continue declare dirs disown echo enable eval exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait".split(
		" ",
	),
);

/** Those behind which programs are found where they were found before, and the text goes on. */
const HARMLESS = new Set([
	":",
	"echo",
	"exec",
	"export",
	"printf",
	"readonly",
	"set",
	"true",
	"ulimit",
	"umask",
	"unset",
]);

/** Whether a shell runs a word itself. */
export function isBuiltin(word: string): boolean {
	return BUILTINS.has(word);
}

/** Whether the last command of a text is run for certain, and looked up as if it stood alone. */
export function leavesLookUpAlone(commands: readonly SimpleCommand[], text: string): boolean {
	if (/\bPATH=|\bset\s+--|&\s*$/.test(text)) return false;
	const [last, ...before] = [...commands].reverse();
	const isPlain = last?.words.every((word, index) => index > 0 || !/[*?~{]/.test(word)) === true;
	return isPlain && before.every(({ words: [first = ":"] }) => HARMLESS.has(first)) && commands.every(isInSequence);
}

function isInSequence({ after }: SimpleCommand): boolean {
	return after === ";" || after === "&&";
}
