/** Characters that could steer a terminal, hide text or reorder it: controls, format characters (bidirectional ones, tags,
 *  joiners of no width), what fonts show nothing for (variation selectors, fillers), line and paragraph separators, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/gu;

/** What a job's log on GitHub takes for a command: `::` where a line can begin, and lines are folded at blanks; `##[`
 *  anywhere. */
const COMMANDS = /(?<=^|\s):(?=:)|(?<=#)#(?=\[)/g;

/** Text that came from a file, made safe to show anywhere: one line, nothing that acts.
 *  Unsafe characters become `\xNN` or `\u{NNNN}`, backslashes stay as they are. */
export function safeText(text: string): string {
	return text.replace(UNSAFE, escaped).replace(COMMANDS, escaped);
}

function escaped(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
