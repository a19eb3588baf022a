// Mutates archives of images and root file systems and reads everything in them, as files and as streams. Anything but
// a tree or an InputError is a defect; so is an archive that takes more than two seconds, and one that gives another
// tree as a stream than as a file:
//   npm run fuzz:archives -- [--count N | --minutes N] [--seed S] [--only INDEX]
// Base files are the archives under test/source/archives. The same seed and index give the same mutated file. Defects
// are written to test/source/crashes/.
import { mkdirSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread } from "node:worker_threads";
import { sourceBlob } from "../src/archive/blob.ts";
import { InputError } from "../src/bytes/input-error.ts";
import { memorySource } from "../src/bytes/memory-source.ts";
import { type InputSession, inputSession } from "../src/source/input-session.ts";
import { openArchiveStream, openStoredArchive } from "../src/source/open-archive.ts";
import type { OpenedInput } from "../src/source/opened-input.ts";
import { recognise } from "../src/source/recognise.ts";
import { mutateArchive } from "./archives/archive-mutations.ts";
import { random } from "./elf/random.ts";
import { progressReporter, watchFuzzer } from "./hang-watch.ts";

const SLOW_MILLISECONDS = 2000;
const BASES = "test/source/archives";
const CRASHES = "test/source/crashes";

const { values } = parseArgs({
	options: {
		count: { type: "string" },
		minutes: { type: "string" },
		seed: { type: "string", default: "1" },
		only: { type: "string" },
	},
});
const seed = Number(values.seed);
const only = values.only === undefined ? undefined : Number(values.only);
const count = values.count === undefined ? (values.minutes === undefined ? 10_000 : Infinity) : Number(values.count);
const end = performance.now() + (values.minutes === undefined ? Infinity : Number(values.minutes) * 60_000);

interface Base {
	readonly name: string;
	readonly bytes: Buffer;
}

interface Totals {
	files: number;
	trees: number;
	refused: number;
	defects: number;
	slowest: number;
	memory: number;
}

if (isMainThread) {
	watchFuzzer(import.meta.url, (index, what) => {
		const { base, bytes } = mutated(baseFiles(), index);
		writeDefect(index, base, bytes, what);
	});
} else await run();

async function run(): Promise<void> {
	const report = progressReporter();
	const bases = baseFiles();
	const totals: Totals = { files: 0, trees: 0, refused: 0, defects: 0, slowest: 0, memory: 0 };
	const start = performance.now();
	const last = only === undefined ? count : only + 1;
	for (let index = only ?? 0; index < last && performance.now() < end; index += 1) {
		report(index);
		await fuzzOne(bases, index, totals);
		if (index % 100 === 0) totals.memory = Math.max(totals.memory, process.memoryUsage().rss);
		if (index % 5000 === 4999) writeSync(2, `${summary(totals, bases.length, (performance.now() - start) / 1000)}\n`);
	}
	console.log(summary(totals, bases.length, (performance.now() - start) / 1000));
	process.exitCode = totals.defects > 0 ? 1 : 0;
}

function summary(totals: Totals, bases: number, seconds: number): string {
	return (
		`${totals.files} mutated archives of ${bases} base files, seed ${seed}, ${seconds.toFixed(0)} s: ` +
		`${totals.trees} gave a tree, ${totals.refused} an error; ${totals.defects} defects; ` +
		`slowest ${totals.slowest.toFixed(0)} ms; memory ${(totals.memory / 2 ** 20).toFixed(0)} MB`
	);
}

function baseFiles(): Base[] {
	const names = readdirSync(BASES).filter((name) => /\.tar(\.|$)/.test(name));
	return names.map((name) => ({ name, bytes: readFileSync(join(BASES, name)) }));
}

function mutated(bases: readonly Base[], index: number): { readonly base: Base; readonly bytes: Buffer } {
	const numbers = random(seed, index);
	const base = bases[numbers.below(bases.length)];
	if (base === undefined) throw new Error("there are no base files");
	return { base, bytes: mutateArchive(base.bytes, numbers) };
}

async function fuzzOne(bases: readonly Base[], index: number, totals: Totals): Promise<void> {
	const { base, bytes } = mutated(bases, index);
	totals.files += 1;
	try {
		const milliseconds = await readBothWays(bytes, totals);
		totals.slowest = Math.max(totals.slowest, milliseconds);
		// Once more when it was slow, which may be the machine's fault.
		if (milliseconds > SLOW_MILLISECONDS && (await readBothWays(bytes, totals)) > SLOW_MILLISECONDS) {
			throw new Error(`${milliseconds.toFixed(0)} ms`);
		}
	} catch (error) {
		totals.defects += 1;
		writeDefect(index, base, bytes, error instanceof Error ? (error.stack ?? error.message) : String(error));
	}
}

/** Reads an archive as a file, where it is not compressed, and as a stream. Milliseconds of the slower way. */
async function readBothWays(bytes: Buffer, totals: Totals): Promise<number> {
	const source = memorySource("fuzzed", bytes);
	const session = inputSession("fuzzed", {});
	const start = performance.now();
	const stored =
		recognise(bytes) === "tar" ? await readAll(() => openStoredArchive(session, source, () => {})) : undefined;
	const middle = performance.now();
	const passed = await readAll(() => stream(session, bytes));
	const milliseconds = Math.max(middle - start, performance.now() - middle);
	totals[passed === "refused" ? "refused" : "trees"] += 1;
	if (stored !== undefined && stored !== passed) throw new Error(difference(stored, passed));
	return milliseconds;
}

function difference(stored: string, passed: string): string {
	const [left, right] = [stored.split("\n"), passed.split("\n")];
	const line = left.findIndex((text, index) => text !== right[index]);
	return `as a file ${JSON.stringify(left[line])}, as a stream ${JSON.stringify(right[line])}`;
}

function stream(session: InputSession, bytes: Buffer): Promise<readonly OpenedInput[]> {
	return openArchiveStream(session, sourceBlob(memorySource("fuzzed", bytes)), () => {});
}

/** Everything that the images of an archive say, in one text. */
async function readAll(open: () => Promise<readonly OpenedInput[]>): Promise<string> {
	try {
		return (await open()).map(everything).join("\n\n");
	} catch (error) {
		if (error instanceof InputError) return "refused";
		throw error;
	}
}

function everything(input: OpenedInput): string {
	const lines: string[] = [];
	for (const { path, entry } of input.walk()) {
		const content = entry.type === "file" ? entry.content() : undefined;
		const facts = content?.kind === "elf" ? `${content.elf.interpreter} ${content.elf.dynamic?.needed}` : "";
		const size = entry.type === "file" ? entry.sizeBytes : entry.type === "symlink" ? entry.target : entry.mode;
		lines.push(`${path} ${entry.type} ${size} ${content?.kind ?? ""} ${facts} ${input.layerAt(path)}`);
		input.tree.lookup(path);
		input.tree.list(path);
	}
	return lines.join("\n");
}

function writeDefect(index: number, base: Base, bytes: Buffer, what: string): void {
	mkdirSync(CRASHES, { recursive: true });
	writeFileSync(`${CRASHES}/seed-${seed}-index-${index}.tar`, bytes);
	writeSync(1, `index ${index} of ${base.name}: ${what.slice(0, 2000)} (replay: --seed ${seed} --only ${index})\n`);
}
