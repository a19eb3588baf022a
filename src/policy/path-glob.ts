/** Whether a glob means a file: by its location in the repository (`dist/app`, `app.tar!/usr/bin/app`), or by its path in
 *  its folder or image (`/app`). */
export function matchesFile(pattern: string, file: { readonly path: string; readonly location?: string }): boolean {
	return matchesGlob(pattern, file.path) || (file.location !== undefined && matchesGlob(pattern, file.location));
}

/** Does a path match a glob? `*` and `?` stay within a folder, `**` crosses folders; a pattern without a slash
 *  matches the file name alone. Leading `./` and `/` do not matter.
 *  Cost: at most the lengths of pattern and path multiplied. */
export function matchesGlob(pattern: string, path: string): boolean {
	const bare = stripLead(path);
	const subject = pattern.includes("/") ? bare : bare.slice(bare.lastIndexOf("/") + 1);
	return matches(rememberedTokens(pattern), isPlain(subject) ? subject : [...subject]);
}

/** Whether each of its units is a letter. */
function isPlain(text: string): boolean {
	return !/[\ud800-\udfff]/.test(text);
}

/** A configuration's patterns, each asked about every file. */
const known = new Map<string, readonly Token[]>();
const MOST_KNOWN = 4096;

function rememberedTokens(pattern: string): readonly Token[] {
	const before = known.get(pattern);
	if (before !== undefined) return before;
	if (known.size >= MOST_KNOWN) known.clear();
	const tokens = tokensOf(stripLead(pattern));
	known.set(pattern, tokens);
	return tokens;
}

function stripLead(path: string): string {
	return path.replace(/^(\.?\/)+/, "");
}

/** A letter stands for itself. */
type Token = { readonly letter: string } | "any letter" | "any name" | "any path";

function tokensOf(glob: string): readonly Token[] {
	const parts = glob.match(/\*{2,}\/?(?:\*{2,}\/?)*|\*|[^*]/gsu) ?? [];
	return parts.map((part) => {
		if (part.startsWith("**")) return "any path";
		if (part === "*") return "any name";
		return part === "?" ? "any letter" : { letter: part };
	});
}

/** Where to go on when what was tried does not match: behind a star that takes one letter more. */
interface Resumption {
	readonly token: number;
	letter: number;
}

/** Stars take as little as they can. Behind a `**`, what was taken by stars before it need not be tried again, for it takes
 *  whatever they leave; so there are two places to go back to and no more. */
function matches(tokens: readonly Token[], letters: ArrayLike<string>): boolean {
	let name: Resumption | undefined;
	let path: Resumption | undefined;
	let token = 0;
	let letter = 0;
	while (letter < letters.length || token < tokens.length) {
		const wanted = tokens[token];
		if (wanted === "any path") {
			path = { token, letter };
			name = undefined;
			token += 1;
		} else if (wanted === "any name") {
			name = { token, letter };
			token += 1;
		} else if (wanted !== undefined && fits(wanted, letters[letter])) {
			token += 1;
			letter += 1;
		} else {
			if (name !== undefined && !fits("any letter", letters[name.letter])) name = undefined;
			const back = name ?? path;
			if (back === undefined || back.letter >= letters.length) return false;
			back.letter += 1;
			letter = back.letter;
			token = back.token + 1;
		}
	}
	return true;
}

function fits(wanted: Exclude<Token, "any name" | "any path">, letter: string | undefined): boolean {
	if (letter === undefined) return false;
	return wanted === "any letter" ? letter !== "/" : wanted.letter === letter;
}
