/** Simple commands of a shell text, each as its words; absent when the text is more than a list of plain commands
 *  (expansions in command position, substitutions, control words): then nothing is said rather than guessed.
 *  An argument that is expanded by the shell is kept as written. */
export function simpleCommands(text: string): readonly (readonly string[])[] | undefined {
	const commands: string[][] = [[]];
	for (const token of tokens(text)) {
		if (token === undefined) return undefined;
		if (token.kind === "separator") commands.push([]);
		else if (token.kind === "word") commands.at(-1)?.push(token.text);
	}
	const plain = commands
		.filter((words) => words.length > 0)
		.map(withoutAssignments)
		.filter((words) => words.length > 0);
	return plain.some(([first = ""]) => CONTROL_WORDS.has(first) || first.includes("$")) ? undefined : plain;
}

/** Words after which a shell text is a program of its own. */
const CONTROL_WORDS = new Set(["if", "for", "while", "until", "case", "select", "function", "{", "(", "!", "[["]);

function withoutAssignments(words: readonly string[]): string[] {
	const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
	return start === -1 ? [] : words.slice(start);
}

type Token =
	| { readonly kind: "separator" }
	| { readonly kind: "redirection" }
	| { readonly kind: "word"; readonly text: string };

const BLANKS = /^(?:[ \t]|\\\n)+/;
const COMMENT = /^#[^\n]*/;
const SEPARATOR = /^(?:\|\||&&|\|&?|;|&|\n)/;
/** With its target: nothing that is run. */
const REDIRECTION = /^\d*(?:>>?|<|>&|<&|>\|)&?[ \t]*[^\s;&|<>()]*/;
const PLAIN = /^(?:[^\s;&|<>()'"\\`$]|\\[^\n])+/;
const SINGLE = /^'([^']*)'/;
const DOUBLE = /^"((?:[^"\\`]|\\.)*)"/;
const VARIABLE = /^\$(?:\w+|[@*#?$!-]|\{[^}`$]*\})/;

/** `undefined` where the text is not simple. */
function* tokens(text: string): Generator<Token | undefined> {
	let rest = text;
	while (rest !== "") {
		const skipped = BLANKS.exec(rest) ?? COMMENT.exec(rest);
		if (skipped !== null) {
			rest = rest.slice(skipped[0].length);
			continue;
		}
		const separator = SEPARATOR.exec(rest);
		const redirection = separator === null ? REDIRECTION.exec(rest) : null;
		if (separator !== null || redirection !== null) {
			yield { kind: separator === null ? "redirection" : "separator" };
			rest = rest.slice((separator ?? redirection)?.[0].length);
			continue;
		}
		const word = readWord(rest);
		if (word === undefined) return yield undefined;
		yield { kind: "word", text: word.text };
		rest = word.rest;
	}
}

/** A word: plain, quoted and variable pieces side by side. */
function readWord(text: string): { readonly text: string; readonly rest: string } | undefined {
	let word = "";
	let rest = text;
	while (rest !== "" && !/^(?:[\s;&|<>]|\\\n)/.test(rest)) {
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
