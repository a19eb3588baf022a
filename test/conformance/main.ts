import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildCorpus, corpusFolders, readSubjects, writeSubjects } from "./corpus/corpus.ts";
import { allExperiments } from "./experiments.ts";
import { hostNames } from "./host-names.ts";
import { libcOf } from "./loader-identity.ts";
import { naiveCheckFor } from "./naive-check.ts";
import { attemptsIn, observationFile, observe } from "./observe.ts";
import { buildOracle } from "./oracle.ts";
import { predictorFor } from "./prediction.ts";
import { debianRoots, namedRoots } from "./roots.ts";
import { compareFile, isDisagreement, newScore, percentage, score } from "./scoring.ts";

const base = resolve(process.env.ELFSPECT_CONFORMANCE ?? ".cache/conformance");
const folders = corpusFolders(base);
const [command = "all", filter = "", share = "256"] = process.argv.slice(2);

if (command === "subjects") writeSubjects(folders);
if (command === "corpus" || command === "all") buildCorpus(base, "test/conformance/corpus/packages.json");
if (command === "observe" || command === "all") {
	const oracle = buildOracle(base, hostNames(base, folders));
	for (const experiment of allExperiments(base, folders, [...debianRoots(base), ...namedRoots()])) {
		if (experiment.root.name.includes(filter)) observe(base, folders, oracle, experiment);
	}
}
if (command === "compare" || command === "all") {
	const names = hostNames(base, folders);
	const subjects = readSubjects(folders).filter(({ id }) => Number.parseInt(id.slice(2, 4), 16) < Number(share));
	const output = openSync(join(base, "disagreements.jsonl"), "w");
	const total = newScore();
	for (const experiment of allExperiments(base, folders, [...debianRoots(base), ...namedRoots()])) {
		const file = observationFile(base, experiment);
		if (!experiment.root.name.includes(filter) || !existsSync(file)) continue;
		const part = newScore();
		const start = performance.now();
		const predict = predictorFor(experiment, names, libcOf);
		const attempts = new Map(attemptsIn(experiment, subjects).map((one) => [`${one.path}|${one.trial}`, one]));
		for (const one of compareFile(experiment.root.name, file, predict, naiveCheckFor(experiment), attempts)) {
			score(part, one);
			score(total, one);
			if (isDisagreement(one)) writeSync(output, `${JSON.stringify(one)}\n`);
		}
		const seconds = ((performance.now() - start) / 1000).toFixed(1);
		console.log(`${experiment.root.name}: ${summary(part)} ${seconds}s`);
	}
	console.log(`total: ${summary(total)}`);
	console.log([...total.confusion].map(([cell, n]) => `  ${cell}: ${n}`).join("\n"));
	closeSync(output);
}

function summary(part: ReturnType<typeof newScore>): string {
	const { verdict, firstLine, missing, naive, falseRuns, naiveFalseRuns } = part;
	return `verdict ${percentage(verdict)}, first line ${percentage(firstLine)}, missing ${percentage(missing)}, false runs ${falseRuns}; naive ${percentage(naive)}, false runs ${naiveFalseRuns}`;
}
