import { describe, expect, it } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { writeElf } from "./elf-writer.ts";
import { SAMPLE } from "./sample-model.ts";

const LAYOUT = { is64: true, littleEndian: true };

/** The sample with bytes of one part changed. */
function changed(part: string, change: (bytes: Buffer, start: number) => void): ReturnType<typeof parseElf>["dynamic"] {
	const { bytes, offsets } = writeElf(SAMPLE, LAYOUT);
	change(bytes, offsets[part] ?? 0);
	return parseElf(memorySource("changed", bytes)).dynamic;
}

it("reads needs with file, index and weakness", () => {
	expect(changed("verneed", () => {})?.versionNeeds).toEqual([
		{ file: "libfoo.so.1", versions: [{ name: "FOO_1", weak: false, index: 4 }] },
		{
			file: "libc.so.6",
			versions: [
				{ name: "GLIBC_2.2.5", weak: false, index: 5 },
				{ name: "GLIBC_2.28", weak: false, index: 6 },
			],
		},
		{ file: "libm.so.6", versions: [{ name: "GLIBC_2.29", weak: true, index: 7 }] },
	]);
});

it("reads definitions, the file's own name among them", () => {
	expect(changed("verdef", () => {})?.versionDefinitions).toEqual([
		{ name: "base", index: 1, base: true, weak: false, parents: [] },
		{ name: "SAMPLE_1", index: 2, base: false, weak: false, parents: [] },
		{ name: "SAMPLE_2", index: 3, base: false, weak: false, parents: [] },
	]);
});

describe("broken chains are typed errors", () => {
	it("another record version", () => {
		expect(() => changed("verneed", (bytes, at) => bytes.writeUInt16LE(2, at))?.versionNeeds).toThrow(
			/vn_version is 2/,
		);
		expect(() => changed("verdef", (bytes, at) => bytes.writeUInt16LE(0, at))?.versionDefinitions).toThrow(
			/vd_version is 0/,
		);
	});

	it("a next record outside the file", () => {
		const far = changed("verneed", (bytes, at) => bytes.writeUInt32LE(0x7fffffff, at + 12));
		expect(() => far?.versionNeeds).toThrow(/pass the end/);
	});

	it("a chain that advances by one byte over and over", () => {
		const { bytes, offsets } = writeElf(SAMPLE, LAYOUT);
		const tail = Buffer.alloc(1 << 20, 1);
		const whole = Buffer.concat([bytes, tail]);
		whole.writeBigUInt64LE(BigInt(whole.length), 64 + 32);
		whole.writeBigUInt64LE(BigInt(whole.length), 64 + 40);
		whole.writeUInt32LE(whole.length - tail.length - (offsets.verneed ?? 0), (offsets.verneed ?? 0) + 8);
		const { dynamic } = parseElf(memorySource("steps", whole));
		expect(() => dynamic?.versionNeeds).toThrow(/Elf_Verneed/);
	});

	it("does not keep an index without a record from being read", () => {
		const dynamic = changed("versym", (bytes, at) => bytes.writeUInt16LE(0x1234, at + 2));
		expect(dynamic?.symbols.at(1)).toMatchObject({ name: "puts", versionEntry: 0x1234 });
		expect(dynamic?.symbols.at(1)).not.toHaveProperty("version");
	});
});
