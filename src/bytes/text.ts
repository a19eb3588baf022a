/** Text of bytes that are meant to be UTF-8 but need not be.
 *  Bytes that are not UTF-8 become lone surrogates U+DC80 to U+DCFF (as in PEP 383), so that different names stay
 *  different and {@link encodeText} gives the very same bytes back. */
export function decodeText(bytes: Buffer, start = 0, end = bytes.length): string {
	const text = bytes.toString("utf8", start, end);
	return text.includes("\ufffd") ? decodeWithEscapes(bytes.subarray(start, end)) : text;
}

/** The bytes behind a text that came from {@link decodeText}. */
export function encodeText(text: string): Buffer {
	// Pairs are looked at one by one, too: without the flag `u` the test is nothing for text of one byte a letter.
	if (!/[\ud800-\udfff]/.test(text)) return Buffer.from(text, "utf8");
	const parts: Buffer[] = [];
	for (const character of text) parts.push(encodeCharacter(character));
	return Buffer.concat(parts);
}

function encodeCharacter(character: string): Buffer {
	const code = character.codePointAt(0) ?? 0;
	const escaped = code >= 0xdc80 && code <= 0xdcff;
	return escaped ? Buffer.from([code - 0xdc00]) : Buffer.from(character, "utf8");
}

function decodeWithEscapes(bytes: Buffer): string {
	const parts: string[] = [];
	for (let at = 0; at < bytes.length; ) {
		const length = sequenceLength(bytes, at);
		parts.push(length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + length));
		at += length || 1;
	}
	return parts.join("");
}

/** Length of the well-formed UTF-8 sequence at `at`; 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
	const first = bytes[at] ?? 0;
	if (first < 0x80) return 1;
	const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	const sequence = bytes.subarray(at, at + length);
	return Buffer.from(sequence.toString("utf8"), "utf8").equals(sequence) ? length : 0;
}
