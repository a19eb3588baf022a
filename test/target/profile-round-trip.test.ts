import { existsSync, lstatSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { DynamicFacts, DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import { directoryTree } from "../../src/input/directory-tree.ts";
import type { FileEntry, FileTree } from "../../src/input/file-tree.ts";
import { childPath } from "../../src/input/path-resolution.ts";
import { isKept } from "../../src/target/profile/kept-files.ts";
import { readProfile } from "../../src/target/profile/profile-reader.ts";
import { ProfileWriter } from "../../src/target/profile/profile-writer.ts";
import { describeTarget } from "../../src/target/stored-profile.ts";
import type { Target } from "../../src/target/target.ts";
import { targetOfTree } from "../../src/target/target-of-tree.ts";

/** What a stored tree must answer like the real one: everything that a loader, the kernel or a rule can ask. */
function storedAgain(target: Target): Target {
	const writer = new ProfileWriter();
	writer.add({ description: describeTarget(target), tree: target.tree });
	const stored = readProfile(memorySource("stored", writer.finish())).find(target.name, target.arch);
	if (stored === undefined) throw new Error("the target is not in its own profile");
	return stored;
}

/** A real tree and its stored copy. Hard links are looked into once. */
interface Pair {
	readonly folder: string;
	readonly real: FileTree;
	readonly stored: FileTree;
	readonly inodes: Set<number>;
}

function compareTrees(pair: Pair, path = "/"): number {
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
		isKept(path) ? true : undefined,
	);
}

function compareElf(path: string, real: ElfFile, stored: ElfFile): void {
	const { dynamic: one, ...head } = real;
	const { dynamic: other, ...storedHead } = stored;
	expect(storedHead, path).toEqual(head);
	expect(other === undefined, path).toBe(one === undefined);
	if (one === undefined || other === undefined) return;
	const { symbols, relocations, ...facts } = one;
	const { symbols: storedSymbols, relocations: storedRelocations, ...storedFacts } = other;
	expect(storedFacts, path).toEqual(facts);
	expect(relocationFacts(other), path).toEqual(relocationFacts(one));
	expect([storedSymbols.length, storedSymbols.undefinedCount], path).toEqual([symbols.length, symbols.undefinedCount]);
	expect(everySymbol(other).sort(), path).toEqual(everySymbol(one).sort());
	for (const name of new Set(Array.from({ length: symbols.length }, (_, index) => symbols.at(index).name))) {
		expect(storedSymbols.named(name).map(loaderFacts), `${path} ${name}`).toEqual(symbols.named(name).map(loaderFacts));
	}
	expect(storedSymbols.named("no_such_symbol_anywhere"), path).toEqual([]);
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

const roots = process.env.ELFSPECT_EXTRACTED_ROOTS;
const samples =
	roots !== undefined && existsSync(roots)
		? readdirSync(roots).filter((name) => /^(alpine|busybox|distroless-cc)/.test(name))
		: [];

/** Stores a folder as a target and compares every answer. Shape: the number of files. */
function compareWithStored(folder: string): number {
	const tree = directoryTree(folder);
	const target = targetOfTree(tree, { name: folder, provenance: { source: "test" } });
	const stored = storedAgain(target);
	expect({ ...stored, tree: undefined, aliases: undefined }).toEqual({ ...target, tree: undefined });
	return compareTrees({ folder, real: tree, stored: stored.tree, inodes: new Set() });
}

const fixtures = readdirSync("fixtures-bin").filter((name) => name.includes("-"));

describe("a stored tree answers as the real one does", () => {
	test.each(fixtures)("fixtures of %s", (name) => {
		expect(compareWithStored(`fixtures-bin/${name}`)).toBeGreaterThan(0);
	});

	if (samples.length === 0) {
		console.warn("SKIPPED: stored root file systems against real ones; ELFSPECT_EXTRACTED_ROOTS names none");
	}
	test.skipIf(samples.length === 0).each(samples)("%s", (name) => {
		expect(compareWithStored(`${roots}/${name}/x86_64`)).toBeGreaterThan(10);
	});
});
