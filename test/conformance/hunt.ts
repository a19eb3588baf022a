import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { corpusFolders, readSubjects } from "./corpus/corpus.ts";
import { libcOf } from "./loader-identity.ts";
import { makeMutants } from "./mutants.ts";
import { naiveCheckFor } from "./naive-check.ts";
import { type Experiment, observeAttempts } from "./observe.ts";
import type { Oracle } from "./oracle.ts";
import { predictorFor } from "./prediction.ts";
import type { Root } from "./roots.ts";
import { compareAll, isDisagreement, newScore, type Score, score } from "./scoring.ts";
import { attemptsFor } from "./trials.ts";

/** Makes mutants of the fixtures and holds the prediction against what the loaders do with them.
 *  Disagreements are written to `mutants.jsonl` below `base`, each with what was changed. */
export function hunt(base: string, oracle: Oracle, roots: readonly Root[], count: number, seed: number): Score {
	const store = join(base, "mutants", `${seed}`);
	const mutants = makeMutants([...originals(), ...fromCorpus(base)], count, seed, store);
	const total = newScore();
	const lines: string[] = [];
	for (const root of roots) {
		const experiment: Experiment = {
			root,
			binds: { t: store },
			placeOf: ({ id, name }) => `/t/${id}/${name}`,
		};
		const attempts = mutants.flatMap((mutant) =>
			attemptsFor(root, mutant, `/t/${mutant.id}/${mutant.name}`).filter(({ trial }) => trial !== "list"),
		);
		const observed = observeAttempts(oracle, experiment, attempts);
		const predict = predictorFor(experiment, new Set(), libcOf);
		const origins = new Map(mutants.map(({ id, origin }) => [id, origin]));
		for (const one of compareAll(root.name, observed, attempts, predict, naiveCheckFor(experiment))) {
			score(total, one);
			if (isDisagreement(one)) lines.push(JSON.stringify({ ...one, origin: origins.get(one.observation.id) }));
		}
	}
	writeFileSync(join(base, "mutants.jsonl"), `${lines.join("\n")}\n`);
	writeFileSync(join(base, "hunt.json"), JSON.stringify(tallyOf(total, mutants.length)));
	return total;
}

/** What a hunt came to. */
export interface HuntTally {
	readonly mutants: number;
	readonly compared: number;
	readonly sameVerdict: number;
	readonly unknown: number;
	readonly falseRuns: number;
	/** Those of them that stand with a reason. */
	readonly explainedFalseRuns?: number;
}

function tallyOf({ verdict, confusion, falseRuns, explainedFalseRuns }: Score, mutants: number): HuntTally {
	const unknown = [...confusion].filter(([cell]) => cell.startsWith("unknown")).map(([, times]) => times);
	const sum = unknown.reduce((total, times) => total + times, 0);
	return { mutants, compared: verdict.of, sameVerdict: verdict.agree, unknown: sum, falseRuns, explainedFalseRuns };
}

/** The tally of an earlier hunt; undefined when there was none. */
export function readHunt(base: string): HuntTally | undefined {
	const file = join(base, "hunt.json");
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

const MOST_FROM_CORPUS = 80;

/** Small files out of the packages, where those are at hand: every so-manieth by content. */
function fromCorpus(base: string): string[] {
	const folders = corpusFolders(base);
	if (!existsSync(folders.subjects)) return [];
	const small = readSubjects(folders)
		.filter(({ sketch }) => sketch.machine === 62 && sketch.bits === 64 && sketch.dynamic && sketch.type !== 1)
		.filter(({ id }) => id.startsWith("1"))
		.map(({ id, name }) => join(folders.store, id, name))
		.filter((path) => existsSync(path) && statSync(path).size < 120_000)
		.sort();
	const step = Math.max(1, Math.floor(small.length / MOST_FROM_CORPUS));
	return small.filter((_, index) => index % step === 0).slice(0, MOST_FROM_CORPUS);
}

/** Small files of both C libraries. */
function originals(): string[] {
	return ["fixtures-bin/x86_64-glibc", "fixtures-bin/x86_64-musl"].flatMap((folder) =>
		readdirSync(folder)
			.map((name) => join(folder, name))
			.filter((path) => statSync(path).isFile() && statSync(path).size < 120_000 && !/\.json$|\.o$/.test(path)),
	);
}
