import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeText, encodeText } from "../../src/bytes/text.ts";

it("decodes UTF-8 as UTF-8", () => {
	expect(decodeText(Buffer.from("größe 😀 \ufffd"))).toBe("größe 😀 \ufffd");
});

it("keeps other bytes as lone surrogates", () => {
	expect(decodeText(Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xc3]))).toBe("a\udcffé\udcc3");
	expect(decodeText(Buffer.from([0xed, 0xa0, 0x80]))).toBe("\udced\udca0\udc80");
});

it("gives every byte sequence back", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
			expect(encodeText(decodeText(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
		}),
	);
});
