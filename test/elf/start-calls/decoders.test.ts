import { describe, expect, test } from "vitest";
import { aarch64Decoder } from "../../../src/elf/start-calls/aarch64.ts";
import type { Decoder } from "../../../src/elf/start-calls/instruction.ts";
import { x86Decoder } from "../../../src/elf/start-calls/x86-64.ts";

const BASE = 0x10000;

/** Decodes what stands at BASE to its end. */
function decoded(decoder: Decoder, code: Buffer): unknown[] {
	const found: unknown[] = [];
	for (let at = BASE; at < BASE + code.length; ) {
		const instruction = decoder.next(
			{ at: (address, length) => code.subarray(address - BASE, address - BASE + length) },
			at,
		);
		found.push(instruction);
		if (instruction === undefined) break;
		at += instruction.length;
	}
	return found;
}

function words(...values: number[]): Buffer {
	return Buffer.concat(
		values.map((value) => {
			const word = Buffer.alloc(4);
			word.writeUInt32LE(value);
			return word;
		}),
	);
}

/** Assembled by GNU as 2.40. */
describe("x86-64", () => {
	test.each([
		["call over", "e8 10 00 00 00", { kind: "call", target: BASE + 0x15, length: 5 }],
		["call back", "e8 fb ff ff ff", { kind: "call", target: BASE, length: 5 }],
		["jmp", "eb fe", { kind: "jump", target: BASE, length: 2 }],
		["je", "0f 84 00 01 00 00", { kind: "branch", target: BASE + 0x106, length: 6 }],
		["loop", "e2 02", { kind: "branch", target: BASE + 4, length: 2 }],
		["call *slot(%rip)", "ff 15 00 20 00 00", { kind: "slot-call", slot: BASE + 0x2006, length: 6 }],
		["bnd jmp *slot(%rip)", "f2 ff 25 00 20 00 00", { kind: "slot-jump", slot: BASE + 0x2007, length: 7 }],
		["call *%rax", "ff d0", { kind: "indirect-call", length: 2 }],
		["call *8(%rax)", "ff 50 08", { kind: "indirect-call", length: 3 }],
		["jmp *%r11", "41 ff e3", { kind: "indirect-jump", length: 3 }],
		["ret", "c3", { kind: "return", length: 1 }],
		["ud2", "0f 0b", { kind: "stop", length: 2 }],
		["movabs", "48 b8 01 02 03 04 05 06 07 08", { kind: "plain", length: 10 }],
		["mov $1, %ax", "66 b8 01 00", { kind: "plain", length: 4 }],
		["test $1, %eax", "f7 c0 01 00 00 00", { kind: "plain", length: 6 }],
		["neg %eax", "f7 d8", { kind: "plain", length: 2 }],
		["vpshufb", "c4 e2 71 00 44 24 10", { kind: "plain", length: 7 }],
		["vaddps, EVEX", "62 f1 74 48 58 44 24 01", { kind: "plain", length: 8 }],
		["pshufd", "66 0f 70 c0 1b", { kind: "plain", length: 5 }],
		["a push of 32-bit mode", "06", undefined],
		["what is cut off", "e8 10 00", undefined],
	])("%s", (_, hex, expected) => {
		expect(decoded(x86Decoder(), Buffer.from(hex.replaceAll(" ", ""), "hex"))[0]).toEqual(expected);
	});

	test("a call of what was loaded from a pointer before", () => {
		// mov slot(%rip), %rax; test %rax, %rax; je; call *%rax; call *%rax
		const code = Buffer.from("488b05f02f00004885c07402ffd0ffd0", "hex");
		expect(decoded(x86Decoder(), code).slice(3)).toEqual([
			{ kind: "slot-call", slot: BASE + 0x2ff7, length: 2 },
			{ kind: "indirect-call", length: 2 },
		]);
	});
});

describe("AArch64", () => {
	test.each([
		["bl", 0x94000004, { kind: "call", target: BASE + 16, length: 4 }],
		["b back", 0x17ffffff, { kind: "jump", target: BASE - 4, length: 4 }],
		["b.ne", 0x54000041, { kind: "branch", target: BASE + 8, length: 4 }],
		["cbz x0", 0xb4000040, { kind: "branch", target: BASE + 8, length: 4 }],
		["tbnz w0", 0x37000040, { kind: "branch", target: BASE + 8, length: 4 }],
		["ret", 0xd65f03c0, { kind: "return", length: 4 }],
		["retaa", 0xd65f0bff, { kind: "return", length: 4 }],
		["blr x1", 0xd63f0020, { kind: "indirect-call", length: 4 }],
		["br x17", 0xd61f0220, { kind: "indirect-jump", length: 4 }],
		["brk", 0xd4200020, { kind: "stop", length: 4 }],
		["udf", 0, { kind: "stop", length: 4 }],
		["stp", 0xa9bf7bfd, { kind: "plain", length: 4 }],
	])("%s", (_, word, expected) => {
		expect(decoded(aarch64Decoder(), words(word))[0]).toEqual(expected);
	});

	test("an entry of the procedure linkage table", () => {
		// adrp x16, +0x20000; ldr x17, [x16, #0xfa8]; add x16, x16, #0xfa8; br x17
		const code = words(0x90000110, 0xf947d611, 0x913ea210, 0xd61f0220);
		expect(decoded(aarch64Decoder(), code)[3]).toEqual({ kind: "slot-jump", slot: BASE + 0x20000 + 0xfa8, length: 4 });
	});

	test("a register that is written in between holds something else", () => {
		// adrp x16; ldr x17, [x16]; mov x17, #0; br x17
		const code = words(0x90000110, 0xf9400211, 0xd2800011, 0xd61f0220);
		expect(decoded(aarch64Decoder(), code)[3]).toEqual({ kind: "indirect-jump", length: 4 });
	});
});
