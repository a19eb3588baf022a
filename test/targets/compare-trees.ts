import { lstatSync } from "node:fs";
import { expect } from "vitest";
import type { DynamicFacts, DynamicSymbol, ElfFile, SymbolTable } from "../../src/elf/elf-file.ts";
import { isRetained } from "../../src/targets/profile/retained-files.ts";
import type { FileEntry, FileTree } from "../../src/tree/file-tree.ts";
import { childPath } from "../../src/tree/path-resolution.ts";

/** A real tree and its stored copy. Hard links are looked into once. */
export interface Pair {
	readonly folder: string;
	readonly real: FileTree;
	readonly stored: FileTree;
	readonly inodes: Set<number>;
}

/** Compares every answer of two trees. Shape: the number of files. */
export function compareTrees(pair: Pair, path = "/"): number {
	const { real, stored } = pair;
	expect(stored.list(path), path).toEqual(real.list(path));
	let files = 0;
	for (const name of real.list(path)) {
		const child = childPath(path, name);
		const [one, other] = [real.entry(child), stored.entry(child)];
		expect(other?.type, child).toBe(one?.type);
		if (one?.type === "directory") files += compareTrees(pair, child);
		else if (one?.type === "file" && other?.type === "file") {
			compareFiles(child, one, other, isNew(pair, child));
			files += 1;
		} else expect(other, child).toEqual(one);
		expect(lookupFacts(stored, child), child).toEqual(lookupFacts(real, child));
	}
	return files;
}

function isNew({ folder, inodes }: Pair, path: string): boolean {
	const { ino } = lstatSync(folder + path);
	const known = inodes.has(ino);
	inodes.add(ino);
	return !known;
}

function lookupFacts(tree: FileTree, path: string) {
	const found = tree.lookup(path);
	return found.found ? { realPath: found.realPath, type: found.entry.type } : found;
}

function compareFiles(path: string, real: FileEntry, stored: FileEntry, deep: boolean): void {
	expect([stored.mode, stored.sizeBytes], path).toEqual([real.mode, real.sizeBytes]);
	const [one, other] = [real.content(), stored.content()];
	expect(other.kind, path).toBe(one.kind);
	if (!deep) return;
	if (one.kind === "elf" && other.kind === "elf") compareElf(path, one.elf, other.elf);
	else expect(other, path).toEqual(one);
	const [wanted, kept] = [real.bytes(), stored.bytes()];
	expect(kept?.read(0, kept.size).equals(wanted?.read(0, wanted.size) ?? Buffer.alloc(0)), path).toBe(
		isRetained(path) ? true : undefined,
	);
}

function compareElf(path: string, real: ElfFile, stored: ElfFile): void {
	const { dynamic: one, ...head } = real;
	const { dynamic: other, ...storedHead } = stored;
	expect({ ...optionalFacts(real), ...storedHead }, path).toEqual(head);
	expect(other === undefined, path).toBe(one === undefined);
	if (one === undefined || other === undefined) return;
	const { symbols, relocations, ...facts } = one;
	const { symbols: storedSymbols, relocations: storedRelocations, ...storedFacts } = other;
	expect({ ...optionalDynamicFacts(one), ...storedFacts }, path).toEqual(facts);
	expect(relocationFacts(other), path).toEqual(relocationFacts(one));
	const sizes = (table: SymbolTable) => [table.length, table.undefinedIndexes.length];
	expect(sizes(storedSymbols), path).toEqual(sizes(symbols));
	expect(everySymbol(other).sort(), path).toEqual(everySymbol(one).sort());
	for (const name of new Set(Array.from({ length: symbols.length }, (_, index) => symbols.at(index).name))) {
		expect(storedSymbols.named(name).map(loaderFacts), `${path} ${name}`).toEqual(symbols.named(name).map(loaderFacts));
	}
	expect(storedSymbols.named("no_such_symbol_anywhere"), path).toEqual([]);
}

/** Facts that a stored file may leave out. */
function optionalFacts({ malformations, leavesRelocations, entersNowhere }: ElfFile): Partial<ElfFile> {
	return {
		...(malformations === undefined ? {} : { malformations }),
		...(leavesRelocations === undefined ? {} : { leavesRelocations }),
		...(entersNowhere === undefined ? {} : { entersNowhere }),
	};
}

function optionalDynamicFacts({ writesReadOnly, tableRanges, startCalls, startArguments }: DynamicFacts) {
	return {
		...(writesReadOnly === undefined ? {} : { writesReadOnly }),
		...(tableRanges === undefined ? {} : { tableRanges }),
		...(startCalls === undefined ? {} : { startCalls }),
		...(startArguments === undefined ? {} : { startArguments }),
	};
}

function everySymbol({ symbols }: DynamicFacts): string[] {
	return Array.from({ length: symbols.length }, (_, index) => JSON.stringify(loaderFacts(symbols.at(index))));
}

/** Sizes matter for data only; section indexes as undefined, defined or reserved. */
function loaderFacts({ index, sizeBytes, sectionIndex, ...symbol }: DynamicSymbol) {
	expect(index).toBeGreaterThanOrEqual(0);
	const data = [1, 5, 6].includes(symbol.type);
	return {
		...symbol,
		size: data ? sizeBytes : 0,
		section: sectionIndex >= 0xff00 ? sectionIndex : Math.min(sectionIndex, 1),
	};
}

/** Uses in file order, by what they name rather than by index. */
function relocationFacts({ symbols, relocations }: DynamicFacts) {
	const { rel, rela, jmprel, relr } = relocations;
	const named = [rel, rela, jmprel].map((uses) =>
		uses.map(({ type, symbol, count }) => ({ type, count, symbol: loaderFacts(symbols.at(symbol)) })),
	);
	return { named, relr };
}
