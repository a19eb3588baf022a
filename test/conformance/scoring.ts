import { readFileSync } from "node:fs";
import { isAccepted } from "./accepted.ts";
import { type Comparison, compare } from "./comparison.ts";
import type { NaiveCheck } from "./naive-check.ts";
import type { Observation } from "./observation.ts";
import type { Predictor } from "./prediction.ts";
import type { Attempt } from "./trials.ts";

/** Compares the observations in a file, as far as they belong to the attempts (by `PATH|TRIAL`). */
export function* compareFile(
	root: string,
	file: string,
	predict: Predictor,
	naive: NaiveCheck,
	attempts: ReadonlyMap<string, Attempt>,
): Generator<Comparison> {
	for (const line of readFileSync(file, "utf8").split("\n")) {
		if (line === "") continue;
		const observation: Observation = JSON.parse(line);
		const { path, trial } = observation;
		const attempt = attempts.get(`${path}|${trial}`);
		if (attempt === undefined) continue;
		yield compare(root, attempt.subject.role, observation, predict(attempt), naive(path));
	}
}

/** Compares observations at hand. */
export function compareAll(
	root: string,
	observations: readonly Observation[],
	attempts: readonly Attempt[],
	predict: Predictor,
	naive: NaiveCheck,
): Comparison[] {
	return observations.flatMap((observation, index) => {
		const attempt = attempts[index];
		if (attempt === undefined) return [];
		return [compare(root, attempt.subject.role, observation, predict(attempt), naive(observation.path))];
	});
}

/** Counted agreement. */
export interface Score {
	pairs: number;
	readonly verdict: Tally;
	readonly firstLine: Tally;
	readonly missing: Tally;
	readonly naive: Tally;
	/** `predicted → observed` counts. */
	readonly confusion: Map<string, number>;
	/** We said `runs`, and it did not start. */
	falseRuns: number;
	/** Those of them that stand with a reason. */
	explainedFalseRuns: number;
	/** We said `at-risk` (it starts, but ...), and it did not start. */
	falseRisks: number;
	naiveFalseRuns: number;
	timeouts: number;
}

interface Tally {
	of: number;
	agree: number;
}

export function newScore(): Score {
	const tally = (): Tally => ({ of: 0, agree: 0 });
	const tallies = { verdict: tally(), firstLine: tally(), missing: tally(), naive: tally() };
	return {
		pairs: 0,
		...tallies,
		confusion: new Map(),
		falseRuns: 0,
		explainedFalseRuns: 0,
		falseRisks: 0,
		naiveFalseRuns: 0,
		timeouts: 0,
	};
}

function count(tally: Tally, agrees: boolean | undefined): void {
	if (agrees === undefined) return;
	tally.of += 1;
	if (agrees) tally.agree += 1;
}

/** Adds one comparison. */
export function score(total: Score, comparison: Comparison): void {
	const { observation, prediction, naive } = comparison;
	count(total.missing, comparison.missing);
	if (observation.outcome === "timeout") total.timeouts += 1;
	if (comparison.verdict === undefined) return;
	total.pairs += 1;
	count(total.verdict, comparison.verdict);
	count(total.firstLine, comparison.firstLine);
	const starts = observation.outcome === "starts";
	count(total.naive, (naive === "starts") === starts);
	if (!starts && prediction.verdict === "at-risk") total.falseRisks += 1;
	if (!starts && prediction.verdict === "runs") {
		total.falseRuns += 1;
		if (isAccepted(comparison) !== undefined) total.explainedFalseRuns += 1;
	}
	if (!starts && naive === "starts") total.naiveFalseRuns += 1;
	const cell = `${prediction.verdict} → ${observation.outcome}`;
	total.confusion.set(cell, (total.confusion.get(cell) ?? 0) + 1);
}

/** The comparison shows that we were wrong somewhere. */
export function isDisagreement({ verdict, firstLine, missing }: Comparison): boolean {
	return verdict === false || firstLine === false || missing === false;
}

/** `99.98 % (19,996 of 20,000)` */
export function percentage({ of, agree }: Tally): string {
	if (of === 0) return "none";
	return `${((100 * agree) / of).toFixed(3)} % (${agree.toLocaleString("en")} of ${of.toLocaleString("en")})`;
}
