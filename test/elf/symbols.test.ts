import { describe, expect, it } from "vitest";
import type { ByteLayout } from "../../src/bytes/byte-view.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { SymbolTable } from "../../src/elf/elf-file.ts";
import { gnuHash } from "../../src/elf/gnu-hash.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { sysvHash } from "../../src/elf/sysv-hash.ts";
import { LAYOUTS } from "./elf-bytes.ts";
import { type ElfModel, writeElf } from "./elf-writer.ts";

const MODEL: ElfModel = {
	symbols: [
		{ name: "wanted" },
		{ name: "maybe", binding: 2 },
		...Array.from({ length: 40 }, (_, index) => ({ name: `symbol_${index}`, defined: true })),
		{ name: "twice", defined: true, type: 1 },
		{ name: "twice", defined: true, type: 2 },
	],
};

function symbols(model: ElfModel, layout: ByteLayout = { is64: true, littleEndian: true }): SymbolTable {
	const { dynamic } = parseElf(memorySource("symbols", writeElf(model, layout).bytes));
	if (dynamic === undefined) throw new Error("the model has PT_DYNAMIC");
	return dynamic.symbols;
}

describe("hash functions", () => {
	it("agree with the examples of their specifications", () => {
		expect(gnuHash(Buffer.from("printf"))).toBe(0x156b2bb8);
		expect(gnuHash(Buffer.from(""))).toBe(5381);
		expect(gnuHash(Buffer.from("\xff\xff\xff\xff\xff\xff\xff\xff", "latin1"))).toBeLessThanOrEqual(0xffffffff);
		expect(sysvHash(Buffer.from("printf"))).toBe(0x077905a6);
		expect(sysvHash(Buffer.from("GLIBC_2.2.5"))).toBe(0x09691a75);
	});
});

describe.each(["gnu", "sysv"] as const)("%s hash table", (hash) => {
	it.each(LAYOUTS)("finds every defined symbol and nothing else ($is64 $littleEndian)", (layout) => {
		const table = symbols({ ...MODEL, hash }, layout);
		expect(table.length).toBe(45);
		for (let index = 0; index < 40; index += 1) {
			expect(table.named(`symbol_${index}`).map(({ name }) => name)).toEqual([`symbol_${index}`]);
		}
		expect(table.named("absent")).toEqual([]);
		expect(table.named("symbol_")).toEqual([]);
		expect(
			table
				.named("twice")
				.map(({ type }) => type)
				.sort(),
		).toEqual([1, 2]);
	});
});

it("holds undefined symbols in the SysV table only", () => {
	expect(symbols({ ...MODEL, hash: "sysv" }).named("wanted")).toHaveLength(1);
	expect(symbols({ ...MODEL, hash: "gnu" }).named("wanted")).toHaveLength(0);
});

it("prefers the GNU table, as loaders do", () => {
	expect(symbols({ ...MODEL, hash: "both" }).named("wanted")).toHaveLength(0);
});

describe("without a hash table", () => {
	it("finds nothing by name, as loaders do", () => {
		expect(symbols({ ...MODEL, hash: "none" }).named("symbol_1")).toEqual([]);
	});

	it("counts what relocations refer to", () => {
		const table = symbols({ ...MODEL, hash: "none", rela: [[6, "symbol_3"]], versionDefinitions: ["V_1"] });
		const highest = Array.from({ length: table.length }, (_, index) => table.at(index).name).at(-1);
		expect(highest).toBe("symbol_3");
	});

	it("counts undefined symbols that nothing refers to", () => {
		const undefinedOnly: ElfModel = { symbols: [{ name: "a" }, { name: "b" }, { name: "c" }] };
		expect(symbols({ ...undefinedOnly, hash: "none" }).length).toBe(4);
		expect(symbols({ ...undefinedOnly, hash: "gnu" }).length).toBe(4);
	});
});

it("counts section symbols, which nothing hashes or refers to", () => {
	const sections = [1, 2].map((section) => ({ name: "", binding: 0, type: 3, section }));
	expect(symbols({ symbols: sections, hash: "gnu" }).length).toBe(3);
});

it("reads names that are not UTF-8, and finds them again", () => {
	const model: ElfModel = { symbols: [{ name: "bad_XX", defined: true }], hash: "sysv" };
	const { bytes } = writeElf(model, { is64: true, littleEndian: true });
	const at = bytes.indexOf("bad_XX");
	bytes[at + 4] = 0xff;
	bytes[at + 5] = 0xc3;
	const table = parseElf(memorySource("latin1", bytes)).dynamic?.symbols;
	expect(table?.at(1).name).toBe("bad_\udcff\udcc3");
});

it("is an error past the end", () => {
	const table = symbols(MODEL);
	for (const index of [-1, 0.5, table.length, Number.NaN]) expect(() => table.at(index)).toThrow(/no symbol/);
	expect(table.at(0)).toMatchObject({ name: "", sectionIndex: 0 });
});

describe("broken tables", () => {
	const layout = { is64: true, littleEndian: true };

	function broken(part: string, at: number, value: number, hash: "gnu" | "sysv"): SymbolTable {
		const { bytes, offsets } = writeElf({ ...MODEL, hash }, layout);
		bytes.writeUInt32LE(value, (offsets[part] ?? 0) + at);
		const { dynamic } = parseElf(memorySource("broken", bytes));
		if (dynamic === undefined) throw new Error("the model has PT_DYNAMIC");
		return dynamic.symbols;
	}

	it("ends a SysV chain that loops", () => {
		const { bytes, offsets } = writeElf({ ...MODEL, hash: "sysv" }, layout);
		const chains = (offsets.hash ?? 0) + 8 + 3 * 4;
		for (let index = 1; index < 45; index += 1) bytes.writeUInt32LE(index, chains + index * 4);
		const table = parseElf(memorySource("loop", bytes)).dynamic?.symbols;
		expect(() => table?.named("absent")).toThrow(/chain without end/);
	});

	it("refuses a symbol count that the file has no room for", () => {
		expect(() => broken("hash", 4, 0xffffffff, "sysv").length).toThrow(/pass the end/);
	});

	it("refuses a symbol count beyond the file when its segment claims to be larger", () => {
		const { bytes, offsets } = writeElf({ ...MODEL, hash: "sysv" }, layout);
		bytes.writeBigUInt64LE(0xffffffffffn, 64 + 32);
		bytes.writeBigUInt64LE(0xffffffffffn, 64 + 40);
		bytes.writeUInt32LE(0x7fffffff, (offsets.hash ?? 0) + 4);
		expect(() => parseElf(memorySource("claims", bytes)).dynamic?.symbols.length).toThrow(/pass the end/);
	});

	it("ends a GNU chain in zero-filled memory, where no entry says that it is the last", () => {
		const { bytes, offsets } = writeElf({ ...MODEL, hash: "gnu" }, layout);
		bytes.writeBigUInt64LE(0xffffffffffn, 64 + 40);
		for (let bucket = 0; bucket < 3; bucket += 1) {
			bytes.writeUInt32LE(0x100000, (offsets.gnuhash ?? 0) + 24 + bucket * 4);
		}
		expect(() => parseElf(memorySource("zeros", bytes)).dynamic?.symbols.length).toThrow(/a chain of more than/);
	});

	it("refuses more buckets than are mapped", () => {
		expect(() => broken("gnuhash", 0, 0xfffffff0, "gnu").length).toThrow(/buckets pass the end/);
	});

	it("finds nothing when there are no buckets or no filter", () => {
		expect(broken("gnuhash", 0, 0, "gnu").named("symbol_1")).toEqual([]);
		expect(broken("gnuhash", 8, 0, "gnu").named("symbol_1")).toEqual([]);
		expect(broken("hash", 0, 0, "sysv").named("symbol_1")).toEqual([]);
	});
});
