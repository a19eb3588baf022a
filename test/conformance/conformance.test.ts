import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { isAccepted } from "./accepted.ts";
import { buildCiCorpus } from "./ci-corpus.ts";
import type { Comparison } from "./comparison.ts";
import { alone } from "./experiments.ts";
import { libcOf } from "./loader-identity.ts";
import { naiveCheckFor } from "./naive-check.ts";
import { attemptsIn, observeAttempts } from "./observe.ts";
import { buildOracle, whyNoOracle } from "./oracle.ts";
import { predictorFor } from "./prediction.ts";
import { debianRoots } from "./roots.ts";
import { compareAll, isDisagreement } from "./scoring.ts";

const base = resolve(".cache/conformance-ci");
const lacking = whyNoOracle(base);
if (lacking !== undefined) console.warn(`SKIPPED: predictions are not held against the real loaders: ${lacking}`);

/** In CI the proof must not go missing without a word. */
test.runIf(process.env.CI === "true")("the real loaders can be asked", () => expect(lacking).toBeUndefined());

describe.skipIf(lacking !== undefined)("prediction and the real kernel and loaders", () => {
	const comparisons: Comparison[] = [];

	beforeAll(() => {
		const { folders, subjects, hostNames } = buildCiCorpus(base);
		const oracle = buildOracle(join(base, "oracle"), hostNames);
		for (const root of debianRoots(base)) {
			const experiment = alone(root, folders, 16);
			const attempts = attemptsIn(experiment, subjects);
			const observed = observeAttempts(oracle, experiment, attempts);
			const predict = predictorFor(experiment, hostNames, libcOf);
			comparisons.push(...compareAll(root.name, observed, attempts, predict, naiveCheckFor(experiment)));
		}
	}, 600_000);

	test("agree on hundreds of pairs: verdict, first line and everything that is missing", () => {
		const disagreements = comparisons.filter((one) => isDisagreement(one) && isAccepted(one) === undefined);
		expect(disagreements.map(shown)).toEqual([]);
		expect(comparisons.length).toBeGreaterThan(1000);
	});

	test("never says that something starts which does not", () => {
		const { length } = comparisons.filter(({ observation, prediction }) => {
			const started = observation.outcome === "starts" || observation.outcome === "listed";
			return !started && prediction.outcome === "starts";
		});
		expect(length).toBe(0);
	});

	test.each([
		["a start", /^starts /],
		["no interpreter", /: no such file or directory$/],
		["not for this machine", /: exec format error$/],
		["musl: a missing library", /Error loading shared library .* \(needed by /],
		["musl: a missing symbol", /Error relocating .*: symbol not found/],
		["musl: a wrong machine", /unsupported relocation type|Exec format error/],
		["musl: initial-exec TLS", /initial-exec TLS resolves to dynamic definition/],
		["glibc: a missing library", /error while loading shared libraries: .*: cannot open shared object file/],
		["glibc: a missing version", /version `GLIBC_.*' not found \(required by /],
		["glibc: a missing symbol", /: undefined symbol: /],
		["glibc: a wrong class", /wrong ELF class/],
	])("the pairs show %s", (_, pattern) => {
		const told = comparisons.map(({ observation }) => `${observation.outcome} ${observation.lines[0] ?? ""}`);
		expect(told.some((line) => pattern.test(line))).toBe(true);
	});
});

function shown({ root, observation, prediction, differing }: Comparison): string {
	const { path, trial, outcome, detail, lines } = observation;
	const was = `${outcome} ${detail} ${lines[0] ?? ""}`;
	return `${root} ${trial} ${path}: was ${was}; predicted ${prediction.outcome} ${prediction.lines[0] ?? ""} ${differing ?? ""}`;
}
