import { expect, it } from "vitest";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { sparseSource } from "./counting-source.ts";
import { type ElfModel, writeElf } from "./elf-writer.ts";

const MEGABYTE = 1 << 20;
const LAYOUT = { is64: true, littleEndian: true };

/** The model as a file of 500 MB: one PT_LOAD, nothing but zeros behind what matters. */
function largeFile(model: ElfModel): ReturnType<typeof sparseSource> {
	const { bytes } = writeElf(model, LAYOUT);
	const size = 500 * MEGABYTE;
	bytes.writeBigUInt64LE(BigInt(size), 64 + 32);
	bytes.writeBigUInt64LE(BigInt(size), 64 + 40);
	return sparseSource("large", size, new Map([[0, bytes]]));
}

const symbols = Array.from({ length: 2000 }, (_, index) => ({ name: `a_function_${index}`, defined: index > 1000 }));
const needed = ["libc.so.6"];

it("reads some ten kilobytes of a 500 MB program for its names and search paths", () => {
	const source = largeFile({ symbols, needed, runpath: "$ORIGIN" });
	expect(parseElf(source).dynamic?.needed).toEqual(needed);
	expect(source.count.bytes).toBeLessThan(64 * 1024);
});

it("reads a few hundred kilobytes for everything", () => {
	const jmprel = symbols.slice(0, 1000).map(({ name }): [number, string] => [7, name]);
	const source = largeFile({ symbols, needed, jmprel, versionDefinitions: ["V_1"] });
	const { dynamic, notes } = parseElf(source);
	expect(notes).toEqual({});
	expect(dynamic?.relocations.jmprel).toHaveLength(1000);
	expect(dynamic?.symbols.undefinedIndexes).toHaveLength(1001);
	for (let index = 0; index < 2001; index += 1) dynamic?.symbols.at(index);
	expect(source.count.bytes).toBeLessThan(400 * 1024);
});

it("reads one chain to look one name up", () => {
	const source = largeFile({ symbols, needed });
	const table = parseElf(source).dynamic?.symbols;
	const before = source.count.bytes;
	expect(table?.named("a_function_1500")).toHaveLength(1);
	expect(source.count.bytes - before).toBeLessThan(64 * 1024);
});

it("counts the relative relocations that DT_RELACOUNT promises without reading them", () => {
	const { bytes, offsets } = writeElf({ symbols: [{ name: "f" }], rela: [[6, "f"]], relative: 1 }, LAYOUT);
	const count = 10_000_000;
	const head = bytes.subarray(offsets.rela ?? 0, (offsets.rela ?? 0) + 24);
	const last = bytes.subarray((offsets.rela ?? 0) + 24, (offsets.rela ?? 0) + 48);
	const table = MEGABYTE;
	const size = table + (count + 1) * 24;
	bytes.writeBigUInt64LE(BigInt(size), 64 + 32);
	bytes.writeBigUInt64LE(BigInt(size), 64 + 40);
	const patch = (tag: number, value: number): void => {
		let at = offsets.dynamic ?? 0;
		while (bytes.readBigUInt64LE(at) !== BigInt(tag)) at += 16;
		bytes.writeBigUInt64LE(BigInt(value), at + 8);
	};
	patch(7, 0x10000 + table);
	patch(8, (count + 1) * 24);
	patch(0x6ffffff9, count);
	const parts = new Map([
		[0, bytes],
		[table, head],
		[table + (count >> 1) * 24, head],
		[table + (count - 1) * 24, head],
		[table + count * 24, last],
	]);
	const source = sparseSource("relative", size, parts);
	expect(parseElf(source).dynamic?.relocations.rela).toEqual([
		{ type: 8, symbol: 0, count },
		{ type: 6, symbol: 1, count: 1 },
	]);
	expect(source.count.bytes).toBeLessThan(128 * 1024);
});

it("reads every relocation when DT_RELACOUNT counts others, too", () => {
	const model: ElfModel = { symbols: [{ name: "f" }], rela: [[6, "f"]], relative: 3 };
	const { bytes, offsets } = writeElf(model, LAYOUT);
	let at = offsets.dynamic ?? 0;
	while (bytes.readBigUInt64LE(at) !== 0x6ffffff9n) at += 16;
	bytes.writeBigUInt64LE(4n, at + 8);
	expect(parseElf(sparseSource("lie", bytes.length, new Map([[0, bytes]]))).dynamic?.relocations.rela).toEqual([
		{ type: 8, symbol: 0, count: 3 },
		{ type: 6, symbol: 1, count: 1 },
	]);
});
