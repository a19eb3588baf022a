import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { newAccuracy, record, writeAccuracy } from "./accuracy-page.ts";
import { buildCorpus, corpusFolders, readSubjects, writeSubjects } from "./corpus/corpus.ts";
import { type ExecutionTally, executeSample, readExecution, writeExecution } from "./execution.ts";
import { allExperiments } from "./experiments.ts";
import { hostNames } from "./host-names.ts";
import { hunt, readHunt } from "./hunt.ts";
import { libcOf } from "./loader-identity.ts";
import { compareMachines, readMachines, writeMachines } from "./machines/compare-machines.ts";
import { naiveCheckFor } from "./naive-check.ts";
import { attemptsIn, observationFile, observe } from "./observe.ts";
import { buildOracle } from "./oracle.ts";
import { predictorFor } from "./prediction.ts";
import { debianRoots, namedRoots } from "./roots.ts";
import { compareFile, isDisagreement, newScore, percentage } from "./scoring.ts";

/** `main`: what the models were written against; `unseen`: drawn afterwards, without the files of the first one. */
const corpora = {
	main: { folder: "", list: "test/conformance/corpus/packages.json", pages: "docs/accuracy" },
	unseen: { folder: "unseen", list: "test/conformance/corpus/unseen-packages.json", pages: "docs/accuracy-unseen" },
};
const home = resolve(process.env.ELFSPECT_CONFORMANCE ?? ".cache/conformance");
const isUnseen = process.env.ELFSPECT_CORPUS === "unseen";
const corpus = isUnseen ? corpora.unseen : corpora.main;
const seen = new Set(isUnseen ? readSubjects(corpusFolders(home)).map(({ id }) => id) : []);
const base = resolve(home, corpus.folder);
const folders = corpusFolders(base);
/** Roots in which a sample is really run. */
const EXECUTED = new Set(["alpine:3.20", "busybox:1.37.0-glibc", "debian:12-slim with bookworm", "glibc-of-bookworm"]);
const [command = "all", filter = "", share = "64"] = process.argv.slice(2);

if (command === "subjects") writeSubjects(folders, seen);
if (command === "corpus" || command === "all") buildCorpus(base, corpus.list, seen);
if (command === "observe" || command === "all") {
	const oracle = buildOracle(base, hostNames(base, folders));
	for (const experiment of allExperiments(base, folders, [...debianRoots(base), ...namedRoots()])) {
		if (experiment.root.name.includes(filter)) observe(base, folders, oracle, experiment);
	}
}
if (command === "execute" || command === "all") {
	const oracle = buildOracle(base, hostNames(base, folders));
	const subjects = readSubjects(folders);
	const total: ExecutionTally = { programs: 0, agree: 0, disagreements: [] };
	for (const experiment of allExperiments(base, folders, [...debianRoots(base), ...namedRoots()])) {
		if (!EXECUTED.has(experiment.root.name)) continue;
		const attempts = new Map(attemptsIn(experiment, subjects).map((one) => [`${one.path}|${one.trial}`, one]));
		const predict = predictorFor(experiment, new Set(), libcOf);
		const part = executeSample(base, oracle, experiment, attempts, predict, 17);
		total.programs += part.programs;
		total.agree += part.agree;
		total.disagreements.push(...part.disagreements);
	}
	writeExecution(base, total);
	console.log(`executed with --version: ${total.agree} of ${total.programs} agree`, total.disagreements);
}
if (command === "machines") {
	const archives = process.env.ELFSPECT_ROOT_ARCHIVES;
	if (archives === undefined) console.warn("SKIPPED: other machines: ELFSPECT_ROOT_ARCHIVES names no folder");
	else {
		const tallies = compareMachines(base, archives, Number(filter || "30"));
		writeMachines(base, tallies);
		for (const { machine, disagreements } of tallies) for (const one of disagreements) console.log(`${machine} ${one}`);
	}
}
if (command === "hunt") {
	const oracle = buildOracle(base, hostNames(base, folders));
	const roots = [...debianRoots(base), ...namedRoots()].filter(({ name }) => name.includes(filter));
	const total = hunt(base, oracle, roots, Number(share), Number(process.argv[5] ?? "1"));
	console.log(summary(total));
	console.log([...total.confusion].map(([cell, n]) => `  ${cell}: ${n}`).join("\n"));
}
if (command === "compare" || command === "all") {
	const accuracy = newAccuracy();
	const names = hostNames(base, folders);
	const subjects = readSubjects(folders);
	const origins = new Map(subjects.map(({ id, origin }) => [id, origin]));
	const output = openSync(join(base, "disagreements.jsonl"), "w");
	for (const experiment of allExperiments(base, folders, [...debianRoots(base), ...namedRoots()])) {
		const { name } = experiment.root;
		const file = observationFile(base, experiment);
		if (!name.includes(filter) || !existsSync(file)) continue;
		const most = Number(share) / (name.includes("with bookworm") ? 8 : 1);
		const taken = subjects.filter(({ id }) => Number.parseInt(id.slice(2, 4), 16) < most);
		const attempts = new Map(attemptsIn(experiment, taken).map((one) => [`${one.path}|${one.trial}`, one]));
		const predict = predictorFor(experiment, names, libcOf);
		for (const one of compareFile(name, file, predict, naiveCheckFor(experiment), attempts)) {
			record(accuracy, one, origins.get(one.observation.id) ?? one.observation.path);
			if (isDisagreement(one)) writeSync(output, `${JSON.stringify(one)}\n`);
		}
		console.log(`${name}: ${summary(accuracy.byRoot.get(name) ?? newScore())}`);
	}
	closeSync(output);
	console.log(`total: ${summary(accuracy.total)}`);
	console.log([...accuracy.total.confusion].map(([cell, n]) => `  ${cell}: ${n}`).join("\n"));
	if (filter === "") {
		const others = { executed: readExecution(base), hunt: readHunt(base), machines: readMachines(base) };
		writeAccuracy(accuracy, folders, others, { ...corpus, date: new Date().toISOString().slice(0, 10) });
	}
}

function summary(part: ReturnType<typeof newScore>): string {
	const { verdict, firstLine, missing, naive, falseRuns, naiveFalseRuns } = part;
	return `verdict ${percentage(verdict)}, first line ${percentage(firstLine)}, missing ${percentage(missing)}, false runs ${falseRuns}; naive ${percentage(naive)}, false runs ${naiveFalseRuns}`;
}
