import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { SymbolTable } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";

const file = readFileSync("fixtures-bin/x86_64-glibc/v2/libgreet.so.1");

function tableOf(bytes: Buffer): SymbolTable | undefined {
	return parseElf(memorySource("lib", bytes)).dynamic?.symbols;
}

function names(table: SymbolTable | undefined): string[] {
	return Array.from({ length: table?.length ?? 0 }, (_, index) => table?.at(index).name ?? "");
}

describe("a table that is vouched for", () => {
	const whole = tableOf(file);
	const asked = [...names(whole), "", "no such name", "\u00e9", "memcpy"];

	test("is one that linkers write", () => {
		expect(asked.length).toBeGreaterThan(10);
		expect(whole?.ifuncNames?.()).toBeInstanceOf(Set);
	});

	test("has an answer to every name, whatever was done to it", () => {
		let vouched = 0;
		let refused = 0;
		const place = fc.tuple(fc.integer({ min: 0x260, max: 0x480 }), fc.integer({ min: 0, max: 255 }));
		fc.assert(
			fc.property(fc.array(place, { minLength: 1, maxLength: 6 }), (changes) => {
				const bytes = Buffer.from(file);
				for (const [at, value] of changes) bytes[at] = value;
				const table = read(() => tableOf(bytes));
				if (table === undefined) return;
				if (table.ifuncNames?.() === undefined) {
					refused += 1;
					return;
				}
				vouched += 1;
				for (const name of asked) table.named(name);
			}),
			{ seed: 16, numRuns: 1000 },
		);
		expect(vouched).toBeGreaterThan(100);
		expect(refused).toBeGreaterThan(100);
	});
});

function read<T>(facts: () => T): T | undefined {
	try {
		return facts();
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}
