import fc from "fast-check";
import { expect, test } from "vitest";
import { hasValidChecksum } from "../../../src/archive/tar/tar-header.ts";

const block = fc.oneof(
	fc.uint8Array({ minLength: 512, maxLength: 512 }),
	fc.integer({ min: 0, max: 255 }).map((byte) => new Uint8Array(512).fill(byte)),
);

/** Bytes summed one by one, as the manual of tar says it. */
function sumOf(bytes: Uint8Array, worth: (byte: number) => number): number {
	return bytes.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : worth(byte)), 0);
}

function withSum(bytes: Uint8Array, sum: number): Buffer {
	const header = Buffer.concat([Buffer.from("odd"), bytes]).subarray(3);
	header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
	return header;
}

test("a header's checksum is the sum of its bytes, signed or unsigned, and nothing else", () => {
	fc.assert(
		fc.property(block, (bytes) => {
			const unsigned = sumOf(bytes, (byte) => byte);
			const signed = sumOf(bytes, (byte) => (byte << 24) >> 24);
			expect(hasValidChecksum(withSum(bytes, unsigned))).toBe(true);
			if (signed >= 0) expect(hasValidChecksum(withSum(bytes, signed))).toBe(true);
			expect(hasValidChecksum(withSum(bytes, unsigned + 1))).toBe(false);
		}),
	);
});

test("less than a block has none", () => {
	expect(hasValidChecksum(Buffer.alloc(511))).toBe(false);
});
