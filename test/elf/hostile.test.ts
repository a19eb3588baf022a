import fc from "fast-check";
import { describe, it } from "vitest";
import type { ByteLayout } from "../../src/bytes/byte-view.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { LAYOUTS } from "./elf-bytes.ts";
import { type ElfModel, writeElf } from "./elf-writer.ts";
import { forceFacts } from "./force-facts.ts";
import { SAMPLE } from "./sample-model.ts";

/** Every property: facts or ElfFormatError; `forceFacts` throws on anything else. */
const layouts = fc.constantFrom<ByteLayout>(...LAYOUTS);
const models = fc.constantFrom<ElfModel>(
	SAMPLE,
	{ ...SAMPLE, hash: "gnu" },
	{ ...SAMPLE, hash: "sysv" },
	{ ...SAMPLE, hash: "none" },
	{ ...SAMPLE, machine: 22 },
	{ ...SAMPLE, machine: 8 },
);
/** Two layouts that differ in everything; the random properties below go through all four. */
const UNLIKE: readonly ByteLayout[] = [
	{ is64: true, littleEndian: true },
	{ is64: false, littleEndian: false },
];
const INTERESTING = [0, 1, 2, 4, 7, 0x7f, 0x80, 0xff];

describe("facts or a typed error", () => {
	it("for every truncation", () => {
		for (const layout of UNLIKE) {
			const { bytes } = writeElf(SAMPLE, layout);
			for (let length = 0; length < bytes.length; length += 1) {
				forceFacts(memorySource("cut", bytes.subarray(0, length)));
			}
		}
	});

	it("for every third byte set to an interesting value", () => {
		for (const layout of UNLIKE) {
			const { bytes } = writeElf(SAMPLE, layout);
			for (let at = 4; at < bytes.length; at += 3) {
				const value = INTERESTING[at % INTERESTING.length] ?? 0;
				const changed = Buffer.from(bytes);
				changed[at] = value;
				forceFacts(memorySource("byte", changed));
			}
		}
	});

	it("for any bytes changed anywhere", () => {
		const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(models, layouts, changes, (model, layout, list) => {
				const { bytes } = writeElf(model, layout);
				for (const [at, value] of list) bytes[at % bytes.length] = value;
				forceFacts(memorySource("bytes", bytes));
			}),
			{ numRuns: 500 },
		);
	});

	it("for any words changed to large numbers", () => {
		const words = fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0x10000);
		const changes = fc.array(fc.tuple(fc.nat(), words), { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(models, layouts, changes, (model, layout, list) => {
				const { bytes } = writeElf(model, layout);
				for (const [at, word] of list) bytes.writeUInt32LE(word, ((at % bytes.length) & ~3) % (bytes.length - 4));
				forceFacts(memorySource("words", bytes));
			}),
			{ numRuns: 500 },
		);
	});

	it("for rubbish behind the magic", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
				forceFacts(memorySource("rubbish", Buffer.concat([Buffer.from("\x7fELF", "latin1"), tail])));
			}),
		);
	});
});
