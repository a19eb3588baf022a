// How much of what real programs take from glibc, and musl does not have, the symbol knowledge explains:
//   node scripts/run-typescript.js scripts/symbol-coverage.ts ALPINE-ROOT FOLDER...
// ALPINE-ROOT is an unpacked root file system of the newest Alpine. Prints the figure, the families by use and every name
// without an entry; exits 1 when there is one.
import { readFileSync } from "node:fs";
import { memorySource } from "../src/bytes/memory-source.ts";
import type { DynamicSymbol } from "../src/elf/elf-file.ts";
import { parseElf } from "../src/elf/parse-elf.ts";
import { explainSymbol } from "../src/knowledge/symbols/explain-symbol.ts";
import { elfFilesUnder } from "./elf/elf-files.ts";

/** Libraries that make up glibc. */
const GLIBC = /^(lib(c|m|pthread|dl|rt|util|resolv|crypt|nsl|anl|mvec|BrokenLocale|thread_db)\.so\.\d+|ld-linux.*)$/;

const [alpine, ...folders] = process.argv.slice(2);
if (alpine === undefined || folders.length === 0) throw new Error("usage: symbol-coverage.ts ALPINE-ROOT FOLDER...");

const musl = namesIn(`${alpine}/lib/ld-musl-x86_64.so.1`);
if (musl.size === 0) throw new Error(`${alpine} has no readable /lib/ld-musl-x86_64.so.1`);
const uses = new Map<string, number>();
let files = 0;
for (const path of elfFilesUnder(folders)) {
	files += 1;
	for (const name of importsFromGlibc(path)) if (!musl.has(name)) uses.set(name, (uses.get(name) ?? 0) + 1);
}
report();

/** Large-file names are no symbols on newer releases, but the loader answers them: the knowledge says which. */
function isAnswered(name: string): boolean {
	return explainSymbol(name)?.musl === "always";
}

function report(): void {
	const lacking = [...uses].filter(([name]) => !isAnswered(name)).sort(([, one], [, other]) => other - one);
	const families = new Map<string, number>();
	for (const [name, count] of lacking) {
		const id = explainSymbol(name)?.id ?? "(no entry)";
		families.set(id, (families.get(id) ?? 0) + count);
	}
	const unknown = lacking.filter(([name]) => explainSymbol(name) === undefined);
	const covered = lacking.length - unknown.length;
	console.log(`${files} files import ${lacking.length} glibc names that musl lacks; ${covered} have an entry`);
	for (const [id, count] of [...families].sort(([, a], [, b]) => b - a)) console.log(`  ${count} uses: ${id}`);
	for (const [name, count] of unknown) console.log(`without an entry: ${name} (${count} files)`);
	process.exitCode = unknown.length > 0 ? 1 : 0;
}

function importsFromGlibc(path: string): readonly string[] {
	return symbolsOf(path)
		.filter(({ sectionIndex, version }) => sectionIndex === 0 && GLIBC.test(version?.file ?? ""))
		.filter(({ version }) => version?.name !== "GLIBC_PRIVATE")
		.map(({ name }) => name);
}

function namesIn(path: string): ReadonlySet<string> {
	return new Set(symbolsOf(path).flatMap(({ sectionIndex, name }) => (sectionIndex === 0 ? [] : [name])));
}

/** Every dynamic symbol; none for a file that cannot be read. */
function symbolsOf(path: string): readonly DynamicSymbol[] {
	try {
		const symbols = parseElf(memorySource(path, readFileSync(path))).dynamic?.symbols;
		return Array.from({ length: symbols?.length ?? 0 }, (_, index) => index).flatMap(
			(index) => symbols?.at(index) ?? [],
		);
	} catch (error) {
		console.error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
		return [];
	}
}
