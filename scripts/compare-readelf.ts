// Compares our facts with readelf's, file by file:
//   npm run compare:readelf -- [FOLDER or FILE]...      (default: /usr/bin /usr/sbin /usr/lib)
// Prints the number of files, of compared facts and of disagreements; exits 1 when there is a disagreement.
// readelf finds versions and symbols through section headers, we find everything through program headers. Where a file
// has no section headers readelf is asked again with -D (through PT_DYNAMIC); what it does not answer then, either, is
// counted as unanswered.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { ElfFormatError } from "../src/bytes/elf-format-error.ts";
import { memorySource } from "../src/bytes/memory-source.ts";
import { parseElf } from "../src/elf/parse-elf.ts";
import { type ComparableFacts, comparableFacts } from "./elf/comparable-facts.ts";
import { elfFilesUnder } from "./elf/elf-files.ts";
import { parseReadelf } from "./elf/readelf-output.ts";

const BATCH = 20;
const OPTIONS = ["-W", "-h", "-l", "-d", "-V", "--dyn-syms"];
const folders = process.argv.length > 2 ? process.argv.slice(2) : ["/usr/bin", "/usr/sbin", "/usr/lib"];
const counts = { files: 0, dynamic: 0, lines: 0, unanswered: 0, unreadable: 0, disagreeing: 0 };

for (const paths of batches(elfFilesUnder(folders))) {
	const theirs = parseReadelf(readelf(paths));
	for (const path of paths) compare(path, theirs.get(path));
}
console.log(
	`${counts.files} ELF files (${counts.dynamic} dynamic), ${counts.lines} facts compared, ` +
		`${counts.unanswered} files not fully answered by readelf, ${counts.unreadable} not readable by us, ` +
		`${counts.disagreeing} files with a disagreement`,
);
process.exitCode = counts.disagreeing + counts.unreadable > 0 ? 1 : 0;

function* batches(paths: Iterable<string>): Generator<string[]> {
	let batch: string[] = [];
	for (const path of paths) {
		batch.push(path);
		if (batch.length < BATCH) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

/** With two files at least, readelf names each; the second one here is never an ELF file. */
function readelf(paths: readonly string[], ...more: readonly string[]): string {
	const { stdout, error } = spawnSync("readelf", [...OPTIONS, ...more, ...paths, "/dev/null"], {
		encoding: "utf8",
		maxBuffer: 1 << 30,
		env: { ...process.env, LC_ALL: "C.UTF-8" },
		stdio: ["ignore", "pipe", "ignore"],
	});
	if (error !== undefined) throw error;
	return stdout;
}

function compare(path: string, theirs: ComparableFacts | undefined): void {
	counts.files += 1;
	const ours = facts(path);
	if (ours === undefined) return;
	if (theirs !== undefined && differing(ours, theirs).length === 0) {
		counts.lines += Object.values(ours).flat().length;
		return;
	}
	report(path, ours);
}

/** Asks readelf about this file alone (it carries errors over from one file to the next), then through PT_DYNAMIC. */
function report(path: string, ours: ComparableFacts): void {
	const alone = parseReadelf(readelf([path])).get(path);
	const throughDynamic = parseReadelf(readelf([path], "-D")).get(path);
	if (alone === undefined || throughDynamic === undefined) {
		unanswered(path, ["everything"]);
		return;
	}
	const theirs = { ...alone, symbols: alone.symbols.length > 0 ? alone.symbols : throughDynamic.symbols };
	const silent = Object.entries(theirs).flatMap(([key, value]) => (value.length === 0 ? [key] : []));
	const differences = differing(ours, theirs);
	const disagreements = differences.filter(({ key }) => !silent.includes(key));
	if (disagreements.length > 0) {
		counts.disagreeing += 1;
		console.log(
			`${path}\n  ${disagreements
				.map(({ text }) => text)
				.slice(0, 6)
				.join("\n  ")}`,
		);
	} else if (differences.length > 0) unanswered(path, [...new Set(differences.map(({ key }) => key))]);
}

function unanswered(path: string, keys: readonly string[]): void {
	counts.unanswered += 1;
	console.log(`${path}\n  readelf says nothing about: ${keys.join(", ")}`);
}

function facts(path: string): ComparableFacts | undefined {
	try {
		const elf = parseElf(memorySource(path, readFileSync(path)));
		if (elf.dynamic !== undefined) counts.dynamic += 1;
		return comparableFacts(elf);
	} catch (error) {
		if (!(error instanceof ElfFormatError)) throw error;
		counts.unreadable += 1;
		console.log(`${path}\n  ${error.message}`);
		return undefined;
	}
}

interface Difference {
	readonly key: string;
	readonly text: string;
}

function differing(ours: ComparableFacts, theirs: ComparableFacts): Difference[] {
	const theirLines = new Map(Object.entries(theirs));
	return Object.entries(ours).flatMap(([key, value]) => listDifferences(key, lines(value), lines(theirLines.get(key))));
}

function lines(value: unknown): string[] {
	return Array.isArray(value) ? value.map(String) : [String(value)];
}

function listDifferences(key: string, ours: readonly string[], theirs: readonly string[]): Difference[] {
	const length = Math.max(ours.length, theirs.length);
	return Array.from({ length }, (_, at) => [ours[at], theirs[at]]).flatMap(([our, their]) =>
		our === their ? [] : [{ key, text: `${key}: ours ${JSON.stringify(our)}, readelf ${JSON.stringify(their)}` }],
	);
}
