/** Characters that could steer a terminal, hide text or reorder it: C0/C1 controls, bidirectional and other
 *  invisible format characters, line and paragraph separators, lone surrogates. */
const UNSAFE =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
	/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Text that came from a file, made safe to show anywhere: one line, nothing that acts.
 *  Unsafe characters become `\xNN` or `\u{NNNN}`, backslashes stay as they are. */
export function safeText(text: string): string {
	return text.replace(UNSAFE, (character) => {
		const code = character.codePointAt(0) ?? 0;
		return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
	});
}
