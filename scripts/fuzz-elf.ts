// Mutates ELF files and reads everything in them; anything but facts or an ElfFormatError is a defect, and so is a
// file that takes more than two seconds:
//   npm run fuzz:elf -- [--count N | --minutes N] [--seed S] [--only INDEX] [FOLDER]...
// Base files are the sample model in every layout, and every small ELF file under the folders (default: fixtures-bin).
// The same seed, index and base files give the same mutated file. Defects are written to test/elf/crashes/.
import { mkdirSync, writeFileSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { isMainThread } from "node:worker_threads";
import { memorySource } from "../src/bytes/memory-source.ts";
import { forceFacts } from "../test/elf/force-facts.ts";
import { mutationBases } from "./elf/mutation-bases.ts";
import { type MutationBase, mutate } from "./elf/mutations.ts";
import { random } from "./elf/random.ts";
import { progressReporter, watchFuzzer } from "./hang-watch.ts";

const SLOW_MILLISECONDS = 2000;
const CRASHES = "test/elf/crashes";

const { values, positionals } = parseArgs({
	options: {
		count: { type: "string" },
		minutes: { type: "string" },
		seed: { type: "string", default: "1" },
		only: { type: "string" },
	},
	allowPositionals: true,
});
const seed = Number(values.seed);
const only = values.only === undefined ? undefined : Number(values.only);
const count = values.count === undefined ? (values.minutes === undefined ? 100_000 : Infinity) : Number(values.count);
const end = performance.now() + (values.minutes === undefined ? Infinity : Number(values.minutes) * 60_000);

if (isMainThread) {
	watchFuzzer(import.meta.url, (index, what) => {
		const { base, bytes } = mutated(baseFiles(), index);
		writeDefect(index, base, bytes, what);
	});
} else run();

function run(): void {
	const report = progressReporter();
	const bases = baseFiles();
	const totals = { files: 0, facts: 0, partial: 0, refused: 0, defects: 0, slowest: 0, rss: 0 };
	const start = performance.now();
	const first = only ?? 0;
	const last = only === undefined ? count : only + 1;
	for (let index = first; index < last && performance.now() < end; index += 1) {
		report(index);
		fuzzOne(bases, index, totals);
		// Not console.error: a worker's streams wait for its event loop, which this loop never gives way to.
		if (index % 50_000 === 49_999) {
			writeSync(2, `${summary(totals, bases.length, (performance.now() - start) / 1000)}\n`);
		}
		if (index % 1000 === 0) totals.rss = Math.max(totals.rss, process.memoryUsage().rss);
	}
	console.log(summary(totals, bases.length, (performance.now() - start) / 1000));
	process.exitCode = totals.defects > 0 ? 1 : 0;
}

function summary(totals: Totals, bases: number, seconds: number): string {
	return (
		`${totals.files} mutated files of ${bases} base files, seed ${seed}, ${seconds.toFixed(0)} s: ` +
		`${totals.facts} gave all facts, ${totals.partial} some, ${totals.refused} none; ${totals.defects} defects; ` +
		`slowest ${totals.slowest.toFixed(0)} ms; memory ${(totals.rss / 2 ** 20).toFixed(0)} MB`
	);
}

function baseFiles(): MutationBase[] {
	return mutationBases(positionals.length > 0 ? positionals : ["fixtures-bin"]);
}

function mutated(
	bases: readonly MutationBase[],
	index: number,
): { readonly base: MutationBase; readonly bytes: Buffer } {
	const numbers = random(seed, index);
	const base = bases[numbers.below(bases.length)];
	if (base === undefined) throw new Error("there are no base files");
	return { base, bytes: mutate(base, numbers) };
}

interface Totals {
	files: number;
	facts: number;
	partial: number;
	refused: number;
	defects: number;
	slowest: number;
	rss: number;
}

function fuzzOne(bases: readonly MutationBase[], index: number, totals: Totals): void {
	const { base, bytes } = mutated(bases, index);
	const milliseconds = Math.min(...readings(base, bytes, index, totals));
	if (milliseconds > SLOW_MILLISECONDS) defect(index, base, bytes, `${milliseconds.toFixed(0)} ms`, totals);
	totals.files += 1;
	totals.slowest = Math.max(totals.slowest, milliseconds);
}

/** Milliseconds of one reading; of three when the first one was slow, which may be the machine's fault. */
function* readings(base: MutationBase, bytes: Buffer, index: number, totals: Totals): Generator<number> {
	for (let round = 0; round < 3; round += 1) {
		const start = performance.now();
		try {
			const { errors } = forceFacts(memorySource(base.name, bytes));
			if (round === 0) totals[errors.size === 0 ? "facts" : errors.has("file") ? "refused" : "partial"] += 1;
		} catch (error) {
			defect(index, base, bytes, error instanceof Error ? (error.stack ?? error.message) : String(error), totals);
			return;
		}
		const milliseconds = performance.now() - start;
		yield milliseconds;
		if (milliseconds <= SLOW_MILLISECONDS) return;
	}
}

function defect(index: number, base: MutationBase, bytes: Buffer, what: string, totals: Totals): void {
	totals.defects += 1;
	writeDefect(index, base, bytes, what);
}

function writeDefect(index: number, base: MutationBase, bytes: Buffer, what: string): void {
	mkdirSync(CRASHES, { recursive: true });
	writeFileSync(`${CRASHES}/seed-${seed}-index-${index}.elf`, bytes);
	writeSync(1, `index ${index} of ${base.name}: ${what} (replay: --seed ${seed} --only ${index})\n`);
}
