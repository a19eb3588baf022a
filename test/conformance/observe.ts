import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type CorpusFolders, readSubjects } from "./corpus/corpus.ts";
import type { Subject } from "./corpus/subjects.ts";
import { type Observation, observationOf } from "./observation.ts";
import type { Oracle } from "./oracle.ts";
import type { Root } from "./roots.ts";
import { type Attempt, attemptsFor, jobFor } from "./trials.ts";

/** A root with the files that are tried in it. */
export interface Experiment {
	readonly root: Root;
	/** Folders bound into the root: point to source. */
	readonly binds: Readonly<Record<string, string>>;
	/** Where a subject stands in the root; undefined when it is not tried there. */
	readonly placeOf: (subject: Subject) => string | undefined;
}

/** File that holds the observations of an experiment. */
export function observationFile(base: string, experiment: Experiment): string {
	return join(base, "observed", `${experiment.root.name.replace(/[/:]/g, "_")}.jsonl`);
}

/** Tries every file and writes what happened; what was observed before is kept. */
export function observe(base: string, folders: CorpusFolders, oracle: Oracle, experiment: Experiment): void {
	const file = observationFile(base, experiment);
	if (existsSync(file)) return;
	mkdirSync(join(base, "observed"), { recursive: true });
	const attempts = attemptsIn(experiment, readSubjects(folders));
	const host = glibcHost(oracle, experiment);
	const output = openSync(`${file}.partial`, "w");
	for (let at = 0; at < attempts.length; at += 1000) {
		for (const observation of observeBatch(oracle, experiment, attempts.slice(at, at + 1000), host)) {
			writeSync(output, `${JSON.stringify(observation)}\n`);
		}
	}
	closeSync(output);
	renameSync(`${file}.partial`, file);
	process.stderr.write(`${experiment.root.name}: ${attempts.length} attempts\n`);
}

/** Every attempt of an experiment, in the order of the subjects. */
export function attemptsIn(experiment: Experiment, subjects: readonly Subject[]): Attempt[] {
	return subjects.flatMap((subject) => {
		const path = experiment.placeOf(subject);
		return path === undefined ? [] : attemptsFor(experiment.root, subject, path);
	});
}

function observeBatch(
	oracle: Oracle,
	experiment: Experiment,
	attempts: readonly Attempt[],
	host: string,
): Observation[] {
	const jobs = attempts.map((attempt) => jobFor(experiment.root, attempt, host));
	const results = oracle.run(experiment.root, experiment.binds, jobs);
	return attempts.map((attempt) => {
		const result = results.get(`${attempt.path}|${attempt.trial}`);
		if (result === undefined) throw new Error(`no result for ${attempt.path} in ${experiment.root.name}`);
		return observationOf(attempt, result);
	});
}

/** Tries a few hundred files at once. */
export function observeAttempts(oracle: Oracle, experiment: Experiment, attempts: readonly Attempt[]): Observation[] {
	return observeBatch(oracle, experiment, attempts, glibcHost(oracle, experiment));
}

/** Before 2.34 dlopen is in libdl.so.2: the host that says so is the one that starts there. */
function glibcHost(oracle: Oracle, experiment: Experiment): string {
	const job = { id: "1", mode: "run", arguments: ["/h/host-glibc", "now", "/nothing"] } as const;
	const result = oracle.run(experiment.root, {}, [job]).get("1");
	return result?.detail === "1" ? "host-glibc" : "host-glibc-old";
}
