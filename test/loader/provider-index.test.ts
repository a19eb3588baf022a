import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { SymbolTable } from "../../src/elf/elf-file.ts";
import { gnuHash, gnuHashOfText } from "../../src/elf/gnu-hash.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { ProviderIndex } from "../../src/loader/provider-index.ts";

function tableOf(hashes: SymbolTable["nameHashes"]): SymbolTable {
	const table = { length: 0, undefinedIndexes: [], named: () => [] };
	const at = () => {
		throw new Error("nobody asks for symbols");
	};
	return { ...table, at, ...(hashes === undefined ? {} : { nameHashes: hashes }) };
}

function listing(names: readonly string[]): SymbolTable {
	return tableOf(() => Uint32Array.from(names, (name) => (gnuHashOfText(name) & ~1) >>> 0));
}

/** An index that was asked so often that it looks into the tables. */
function worn(tables: readonly (SymbolTable | undefined)[]): ProviderIndex {
	const index = new ProviderIndex(tables.length, (object) => tables[object]);
	for (let times = 0; times < 20_000 / tables.length + 1; times += 1) index.candidates("");
	return index;
}

describe("who may define a name", () => {
	test("is everyone at first, and everyone of a few for ever", () => {
		const many = new ProviderIndex(10, () => listing([]));
		expect(many.candidates("f")).toHaveLength(10);
		expect(worn([listing([]), listing([])]).candidates("f")).toEqual([0, 1]);
	});

	test("is in the end who has it in its table, in order, and who does not list its names", () => {
		const none = listing([]);
		const failing = tableOf(() => {
			throw new ElfFormatError("truncated", "DT_GNU_HASH", 0, "cut short");
		});
		const index = worn([
			none,
			undefined,
			listing(["f", "f"]),
			none,
			tableOf(undefined),
			failing,
			listing(["g", "f"]),
			none,
		]);
		expect(index.candidates("f")).toEqual([1, 2, 4, 5, 6]);
		expect(index.candidates("g")).toEqual([1, 4, 5, 6]);
		expect(index.candidates("other")).toEqual([1, 4, 5]);
	});

	test("leaves nobody out who has a name", () => {
		const libraries = fc.array(fc.array(fc.string({ maxLength: 6, unit: "binary" })), { minLength: 8, maxLength: 12 });
		fc.assert(
			fc.property(libraries, (lists) => {
				const index = worn(lists.map(listing));
				for (const name of lists.flat()) {
					const owners = lists.flatMap((list, object) => (list.includes(name) ? [object] : []));
					expect(index.candidates(name)).toEqual(expect.arrayContaining(owners));
				}
			}),
			{ numRuns: 20 },
		);
	});

	test("every name that a real library finds is among its hashes", () => {
		const elf = parseElf(memorySource("file", readFileSync("fixtures-bin/x86_64-musl/libgreet.so.1")));
		const symbols = elf.dynamic?.symbols;
		const hashes = new Set(symbols?.nameHashes?.());
		const names = Array.from({ length: symbols?.length ?? 0 }, (_, at) => symbols?.at(at).name ?? "");
		const found = names.filter((name) => (symbols?.named(name).length ?? 0) > 0);
		expect(found.length).toBeGreaterThan(0);
		for (const name of found) expect(hashes).toContain((gnuHashOfText(name) & ~1) >>> 0);
	});
});

test("the hash of a text is that of its bytes", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), (name) => {
			expect(gnuHashOfText(name)).toBe(gnuHash(Buffer.from(name)));
		}),
	);
});
