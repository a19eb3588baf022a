// Reads every ELF file under the given folders, every lazy part included, and says what came of it:
//   node scripts/run-typescript.js scripts/survey-elf.ts FOLDER...
// Prints the errors by code and each file that has one, the slowest files, and exits 1 for an error of another kind.
import { readFileSync } from "node:fs";
import { memorySource } from "../src/bytes/memory-source.ts";
import { machineName } from "../src/elf/names.ts";
import { forceFacts } from "../test/elf/force-facts.ts";
import { elfFilesUnder } from "./elf/elf-files.ts";

const machines = new Map<string, number>();
const codes = new Map<string, number>();
const times: { readonly path: string; readonly milliseconds: number }[] = [];

for (const path of elfFilesUnder(process.argv.slice(2))) survey(path);
times.sort((left, right) => right.milliseconds - left.milliseconds);
console.log(`${times.length} ELF files, ${machines.size} machines: ${table(machines)}`);
console.log(`files with an error: ${table(codes) || "none"}`);
console.log("slowest:");
for (const { path, milliseconds } of times.slice(0, 5)) console.log(`  ${milliseconds.toFixed(0)} ms ${path}`);

function survey(path: string): void {
	const source = memorySource(path, readFileSync(path));
	const start = performance.now();
	try {
		const { errors, elf } = forceFacts(source);
		if (elf !== undefined) add(machines, machineName(elf.machine));
		for (const [part, error] of [...errors].slice(0, 1)) {
			add(codes, error.code);
			console.log(`${path}: ${part}: ${error.message}`);
		}
	} catch (error) {
		process.exitCode = 1;
		console.log(`${path}: ${error instanceof Error ? error.stack : String(error)}`);
	}
	times.push({ path, milliseconds: performance.now() - start });
}

function add(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

function table(counts: ReadonlyMap<string, number>): string {
	return [...counts].map(([key, count]) => `${key} ${count}`).join(", ");
}
