/** A simple command of a shell text. */
export interface SimpleCommand {
	/** Without redirections and the assignments in front. */
	readonly words: readonly string[];
	/** `NAME=value` in front; without words, of the shell's own variables. */
	readonly assignments: readonly string[];
	/** Counted from 1. */
	readonly line: number;
	/** The operator in front of it: `;` for a new line and at the start. */
	readonly after: string;
	/** The operator behind it; `;` for a new line and at the end. */
	readonly before: string;
}

/** Simple commands of a shell text; absent when the text is more than a list of plain commands (expansions in command
 *  position, substitutions, control words): then nothing is said rather than guessed.
 *  What is expanded by the shell is kept as written. */
export function simpleCommands(text: string): readonly SimpleCommand[] | undefined {
	const commands = [emptyCommand(1, ";")];
	for (const token of tokens(text)) {
		if (token === undefined) return undefined;
		const last = commands.at(-1);
		if (token.kind === "separator") {
			if (last !== undefined) last.before = token.text;
			commands.push(emptyCommand(token.line, token.text));
		} else if (token.kind === "word" && last !== undefined) {
			if (last.words.length === 0) last.line = token.line;
			last.words.push(token.text);
		}
	}
	const plain = commands.filter(({ words }) => words.length > 0).map(withAssignmentsApart);
	const isMore = plain.some(({ words: [first = ""] }) => CONTROL_WORDS.has(first) || isExpanded(first));
	return isMore ? undefined : plain;
}

function emptyCommand(line: number, after: string): { words: string[]; line: number; after: string; before: string } {
	return { words: [], line, after, before: ";" };
}

/** The shell's parameters are known to whoever reads the command line, variables are not. */
function isExpanded(word: string): boolean {
	return word.replace(/^\$(?:0|@|\{@\})/, "").includes("$");
}

/** Words after which a shell text is a program of its own. */
const CONTROL_WORDS = new Set([
	"if",
	"for",
	"while",
	"until",
	"case",
	"select",
	"function",
	"time",
	"{",
	"(",
	"!",
	"[[",
]);

function withAssignmentsApart(command: Omit<SimpleCommand, "assignments">): SimpleCommand {
	const { words } = command;
	const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
	const start = first === -1 ? words.length : first;
	return { ...command, assignments: words.slice(0, start), words: words.slice(start) };
}

type Token =
	| { readonly kind: "separator"; readonly text: string; readonly line: number }
	| { readonly kind: "redirection" }
	| { readonly kind: "word"; readonly text: string; readonly line: number };

/** Blanks are a shell's: space and tab. A carriage return, a form feed or a no-break space is a letter of a word like any
 *  other. Sources: readtoken in dash's parser.c and busybox's ash.c; shellblank in bash's syntax.h. */
const BLANKS = /^(?:[ \t]|\\\n)+/;
const COMMENT = /^#[^\n]*/;
const SEPARATOR = /^(?:\|\||&&|\|&?|;|&|\n)/;
/** With its target: nothing that is run. */
const REDIRECTION = /^\d*(?:>>?|<|>&|<&|>\|)&?[ \t]*[^ \t\n;&|<>()]*/;
const PLAIN = /^(?:[^ \t\n;&|<>()'"\\`$]|\\[^\n])+/;
const WORD_END = /^(?:[ \t\n;&|<>]|\\\n)/;
const SINGLE = /^'([^']*)'/;
const DOUBLE = /^"((?:[^"\\`]|\\.)*)"/;
const VARIABLE = /^\$(?:\w+|[@*#?$!-]|\{[^}`$]*\})/;

/** `undefined` where the text is not simple. */
function* tokens(text: string): Generator<Token | undefined> {
	let rest = text;
	let line = 1;
	const pass = (length: number): void => {
		line += rest.slice(0, length).split("\n").length - 1;
		rest = rest.slice(length);
	};
	while (rest !== "") {
		const skipped = BLANKS.exec(rest) ?? COMMENT.exec(rest);
		const separator = SEPARATOR.exec(rest);
		const redirection = REDIRECTION.exec(rest);
		if (skipped !== null) pass(skipped[0].length);
		else if (separator !== null) {
			yield { kind: "separator", text: separator[0] === "\n" ? ";" : separator[0], line };
			pass(separator[0].length);
		} else if (redirection !== null) {
			yield { kind: "redirection" };
			pass(redirection[0].length);
		} else {
			const word = readWord(rest);
			if (word === undefined) return yield undefined;
			yield { kind: "word", text: word.text, line };
			pass(rest.length - word.rest.length);
		}
	}
}

/** A word: plain, quoted and variable pieces side by side. */
function readWord(text: string): { readonly text: string; readonly rest: string } | undefined {
	let word = "";
	let rest = text;
	while (rest !== "" && !WORD_END.test(rest)) {
		const piece = readPiece(rest);
		if (piece === undefined) return undefined;
		word += piece.text;
		rest = rest.slice(piece.length);
	}
	return { text: word, rest };
}

function readPiece(rest: string): { readonly text: string; readonly length: number } | undefined {
	const quoted = SINGLE.exec(rest) ?? DOUBLE.exec(rest);
	if (quoted !== null) {
		// A command substitution inside quotes runs something that is not seen here, but does not change the command.
		return { text: (quoted[1] ?? "").replace(/\\(["\\$])/g, "$1"), length: quoted[0].length };
	}
	const plain = PLAIN.exec(rest) ?? VARIABLE.exec(rest);
	return plain === null ? undefined : { text: plain[0].replace(/\\(.)/gs, "$1"), length: plain[0].length };
}
