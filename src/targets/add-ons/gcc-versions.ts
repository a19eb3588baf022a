import type { DynamicSymbol, ElfFile, SymbolTable } from "../../elf/elf-file.ts";
import { lazy } from "../../elf/lazy.ts";
import type { FileContent, FileEntry } from "../../tree/file-tree.ts";

/** Newest version nodes by release of GCC.
 *  Source: libstdc++ manual, ABI policy and guidelines (GLIBCXX, CXXABI); libgcc's map files (GCC). */
const newestNodes: Readonly<Record<number, { readonly GLIBCXX: string; readonly CXXABI: string }>> = {
	6: { GLIBCXX: "3.4.22", CXXABI: "1.3.10" },
	7: { GLIBCXX: "3.4.24", CXXABI: "1.3.11" },
	8: { GLIBCXX: "3.4.25", CXXABI: "1.3.11" },
	9: { GLIBCXX: "3.4.28", CXXABI: "1.3.12" },
	10: { GLIBCXX: "3.4.28", CXXABI: "1.3.12" },
	11: { GLIBCXX: "3.4.29", CXXABI: "1.3.13" },
	12: { GLIBCXX: "3.4.30", CXXABI: "1.3.13" },
	13: { GLIBCXX: "3.4.32", CXXABI: "1.3.14" },
	14: { GLIBCXX: "3.4.33", CXXABI: "1.3.15" },
	15: { GLIBCXX: "3.4.34", CXXABI: "1.3.16" },
};

/** A library of GCC's as an older release has it: without the symbols whose version node came later. */
export function libraryOfGcc(file: FileEntry, gcc: number): FileEntry {
	const content = lazy((): FileContent => {
		const found = file.content();
		return found.kind === "elf" ? { kind: "elf", elf: olderElf(found.elf, gcc) } : found;
	});
	const { type, mode, sizeBytes } = file;
	return { type, mode, sizeBytes, content, bytes: () => undefined };
}

function olderElf(elf: ElfFile, gcc: number): ElfFile {
	const { dynamic } = elf;
	if (dynamic === undefined) return elf;
	const versionDefinitions = dynamic.versionDefinitions.filter(({ name, base }) => base || isInGcc(name, gcc));
	return { ...elf, dynamic: { ...dynamic, versionDefinitions, symbols: olderSymbols(dynamic.symbols, gcc) } };
}

function olderSymbols(symbols: SymbolTable, gcc: number): SymbolTable {
	const isThere = ({ version }: DynamicSymbol): boolean => version === undefined || isInGcc(version.name, gcc);
	return {
		length: symbols.length,
		get undefinedIndexes() {
			return symbols.undefinedIndexes;
		},
		at: (index) => symbols.at(index),
		named: (name) => symbols.named(name).filter(isThere),
		ifuncNames: symbols.ifuncNames,
	};
}

/** Whether a version node is in a release; nodes of another naming (`CXXABI_FLOAT128`, `GCC_3.0`) count by what they say. */
export function isInGcc(node: string, gcc: number): boolean {
	const [, family = "", version = ""] = /^(GLIBCXX|CXXABI|GCC)_([\d.]+)$/.exec(node) ?? [];
	if (family === "GCC") return Number(version.split(".")[0]) <= gcc;
	const newest = newestNodes[gcc];
	if (newest === undefined || (family !== "GLIBCXX" && family !== "CXXABI")) return true;
	return compare(version, newest[family]) <= 0;
}

function compare(left: string, right: string): number {
	const [one, other] = [left.split(".").map(Number), right.split(".").map(Number)];
	const differences = one.map((number, index) => number - (other[index] ?? 0));
	return differences.find((difference) => difference !== 0) ?? one.length - other.length;
}
