import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safeText } from "../../src/report/safe-text.ts";

describe("safeText", () => {
	test.each([
		["plain ünïcode 文字 🙂", "plain ünïcode 文字 🙂"],
		["\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m"],
		["a\r\nb\tc", "a\\x0d\\x0ab\\x09c"],
		["\u202egnp.exe", "\\u{202e}gnp.exe"],
		["\u2066a\u2069", "\\u{2066}a\\u{2069}"],
		["\u009b31m", "\\x9b31m"],
		["\ud800", "\\u{d800}"],
		["\u2028", "\\u{2028}"],
		["back\\slash", "back\\slash"],
		["\u{e0041}tag", "\\u{e0041}tag"],
		["zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"],
		["::error::x", "\\x3a:error::x"],
		["needs ::stop-commands::x", "needs \\x3a:stop-commands::x"],
		["std::string", "std::string"],
		["lib##[add-mask]a", "lib#\\x23[add-mask]a"],
	])("%j", (text, expected) => {
		expect(safeText(text)).toBe(expected);
	});

	test("leaves nothing that acts, in whatever text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
				expect(safeText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
				expect(safeText(text)).not.toMatch(/(^|\s)::|##\[/);
			}),
		);
	});
});

test.each([0x34f, 0xfe0f, 0x3164, 0x115f, 0x17b4, 0x180b, 0xe0100])("U+%i, which nobody sees, is shown", (code) => {
	expect(safeText(`a${String.fromCodePoint(code)}b`)).toBe(`a\\u{${code.toString(16)}}b`);
});
