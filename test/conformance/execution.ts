import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Observation, observationOf } from "./observation.ts";
import { type Experiment, observationFile } from "./observe.ts";
import type { Oracle } from "./oracle.ts";
import type { Predictor } from "./prediction.ts";
import type { Attempt } from "./trials.ts";

/** What came of really running a sample with `--version`. */
export interface ExecutionTally {
	programs: number;
	/** Runs that end as prediction and observation say: in the program's own hands, or with the loader's line. */
	agree: number;
	readonly disagreements: string[];
}

/** What only a loader prints. */
const LOADER_LINE =
	/error while loading shared libraries|symbol lookup error|version `.*' not found \(required|^Error (loading|relocating) /;

/** Runs every `every`-th observed program of an experiment with `--version`, in the same closed room as all else. */
export function executeSample(
	base: string,
	oracle: Oracle,
	experiment: Experiment,
	attempts: ReadonlyMap<string, Attempt>,
	predict: Predictor,
	every: number,
): ExecutionTally {
	const tally: ExecutionTally = { programs: 0, agree: 0, disagreements: [] };
	const file = observationFile(base, experiment);
	if (!existsSync(file)) return tally;
	const sample = observations(file)
		.filter(({ trial }) => trial === "exec")
		.filter((_, index) => index % every === 0);
	const jobs = sample.map(({ path }) => ({ id: path, mode: "run", arguments: [path, "--version"] }) as const);
	const results = oracle.run(experiment.root, experiment.binds, jobs);
	for (const observation of sample) {
		const attempt = attempts.get(`${observation.path}|exec`);
		const result = results.get(observation.path);
		if (attempt === undefined || result === undefined) continue;
		const prediction = predict(attempt);
		const after = observationOf(attempt, result);
		tally.programs += 1;
		const ended =
			after.lines.some((line) => LOADER_LINE.test(line)) || result.outcome === "exec" ? "refused" : "starts";
		const crashed = observation.outcome === "crashed" && result.outcome === "crashed";
		const same = crashed || ended === (prediction.outcome === "unknown" ? observation.outcome : prediction.outcome);
		// A function that is missing may be called after the start: then the loader speaks late.
		if (same || prediction.symbols.length > 0) tally.agree += 1;
		else
			tally.disagreements.push(
				`${experiment.root.name} ${observation.path}: ${result.outcome} ${after.lines[0] ?? ""}`,
			);
	}
	return tally;
}

function observations(file: string): Observation[] {
	const lines = readFileSync(file, "utf8").split("\n");
	return lines.filter((line) => line !== "").map((line): Observation => JSON.parse(line));
}

/** Where the tally is kept for the page. */
export function executionFile(base: string): string {
	return join(base, "executed.json");
}

export function writeExecution(base: string, tally: ExecutionTally): void {
	writeFileSync(executionFile(base), JSON.stringify(tally));
}

/** The tally of an earlier run; undefined when there was none. */
export function readExecution(base: string): ExecutionTally | undefined {
	const file = executionFile(base);
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
