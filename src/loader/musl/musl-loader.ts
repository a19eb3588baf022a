import { decodeText, encodeText } from "../../bytes/text.ts";
import { ET, PT } from "../../elf/constants.ts";
import { machineName } from "../../elf/names.ts";
import { atHand } from "../at-hand.ts";
import type { LoadedObject, LoadProblem } from "../load.ts";
import type { LoaderModel, LoaderRun } from "../loader-model.ts";
import { processFiles } from "../process-files.ts";
import { loadDependencies, noteFailure } from "./dependencies.ts";
import { isFailure, loadLibrary } from "./load-library.ts";
import { hostProgram, mainProgram, theLoader } from "./objects.ts";
import { type Dso, isRuntime, type MuslProcess } from "./process.ts";
import { relocate } from "./relocation.ts";
import { type RelocationKinds, relocationKinds } from "./relocation-kinds.ts";
import { SymbolScope } from "./symbol-lookup.ts";
import { isAtLeast } from "./version.ts";

/** musl's dynamic loader, 1.1.16 to 1.2.6, as its features and version say.
 *  Everything is gone through to the end, also where dlopen would stop at the first error: what is missing is wanted
 *  complete. Errors: ElfFormatError from the facts' lazy parts.
 *  Source: ldso/dynlink.c of musl. */
export const muslLoader: LoaderModel = (start) => {
	const { libc, elf } = start.interpreter;
	if (libc.kind !== "musl") return unknownRun("the loader is not musl's");
	const kinds = relocationKinds(elf, libc.version);
	if (kinds === undefined) return unknownRun(`musl's loader is not modelled for ${machineName(elf.machine)}`);
	const process: MuslProcess = {
		start,
		files: processFiles(start.request),
		features: libc.features,
		loader: theLoader(start),
		chain: [],
		problems: [],
		missing: new Set(),
		lent: new Set(),
		unasked: new Set(),
		answered: new Set(),
		errno: "0",
	};
	if (isRuntime(process)) openPlugin(process, kinds);
	else startProgram(process, kinds);
	return finishedRun(process);
};

function unknownRun(unknown: string): LoaderRun {
	return { problems: [], objects: [], unknown };
}

/** __dls3: libraries, then relocations, those of the program last. */
function startProgram(process: MuslProcess, kinds: RelocationKinds): void {
	const program = mainProgram(process);
	const obstacle = startObstacle(program);
	if (obstacle !== undefined) process.problems.push(obstacle);
	process.chain.push(program);
	for (const path of preloads(process)) loadLibrary(process, path, undefined);
	loadDependencies(process, program);
	const [, ...libraries] = process.chain;
	relocateAll(process, kinds, [...libraries, program]);
}

/** LD_PRELOAD, in whose place a `--preload` of the command line stands. What cannot be loaded is passed over in silence.
 *  Source: load_preload in ldso/dynlink.c. */
function preloads({ start }: MuslProcess): readonly string[] {
	if (start.preload.length > 0) return start.preload;
	return (start.request.environment?.preload ?? "").split(/[\s:]+/).filter((name) => name !== "");
}

/** What ends it before anything is loaded: the loader follows a pointer into nowhere, and prints nothing. */
function startObstacle({ name, elf, dynamic, kernelMapped }: Dso): LoadProblem | undefined {
	const place = { fatal: true, object: name } as const;
	if (dynamic === undefined && !kernelMapped) {
		return { ...place, kind: "exec-refused", errno: "ENOEXEC", because: "it has no PT_DYNAMIC" };
	}
	if (dynamic === undefined) return { ...place, kind: "crash", because: "it has an interpreter but no PT_DYNAMIC" };
	const headers = elf?.segments.some(({ type }) => type === PT.PT_PHDR);
	if (headers || !kernelMapped || elf?.type !== ET.ET_DYN) return undefined;
	return { ...place, kind: "crash", because: "without PT_PHDR the loader takes it to stand at address 0" };
}

/** dlopen: the host and its libc come first in every look-up. */
function openPlugin(process: MuslProcess, kinds: RelocationKinds): void {
	const { path } = process.start.request;
	const host = hostProgram();
	process.chain.push(host, process.loader);
	for (const name of preloads(process)) loadLibrary(process, name, undefined);
	loadHostNeeds(process, host);
	const plugin = loadLibrary(process, path, host);
	if (isFailure(plugin)) {
		noteFailure(process, path, plugin);
		return;
	}
	if (plugin === process.loader) return;
	loadDependencies(process, plugin);
	relocateAll(process, kinds, process.chain.slice(process.chain.indexOf(plugin)));
}

/** What the host's libraries lack says nothing about the plug-in. */
function loadHostNeeds(process: MuslProcess, host: Dso): void {
	const { chain, problems, missing, answered, unasked, errno } = process;
	const before = chain.length;
	for (const name of process.start.request.hostNeeds ?? []) {
		const library = loadLibrary(process, name, host);
		if (!isFailure(library) && library !== process.loader) loadDependencies(process, library);
	}
	for (const dso of chain.slice(before)) unasked.add(dso);
	process.errno = errno;
	problems.length = 0;
	missing.clear();
	answered.clear();
}

function relocateAll(process: MuslProcess, kinds: RelocationKinds, objects: readonly Dso[]): void {
	const scope = new SymbolScope(process, process.chain);
	const sparesLocals = isAtLeast(process.start.interpreter.libc.version, "1.1.24");
	const relocator = { process, scope, copyScope: scope.withoutFirst(), kinds, sparesLocals };
	for (const dso of objects) relocate(relocator, dso);
	for (const dso of objects) if (dso !== process.loader) noteSilentDeath(process, dso);
}

/** What the loader does not notice and the program dies of. */
function noteSilentDeath(process: MuslProcess, { name, elf, dynamic }: Dso): void {
	if (elf === undefined || dynamic === undefined) return;
	if (dynamic.relocations.relr && !process.features.relr) {
		process.problems.push({ kind: "relr-ignored", fatal: true, object: name });
	}
	if (atHand(() => dynamic.startArguments) === true) {
		const because =
			"a function that it starts with needs argc and argv, which musl does not pass (Go's c-shared and c-archive)";
		process.problems.push({ kind: "crash", fatal: true, object: name, because, cause: "start-arguments" });
	}
	if (elf.machine !== process.start.interpreter.elf.machine) {
		const because = `it is code for ${machineName(elf.machine)}`;
		process.problems.push({ kind: "crash", fatal: true, object: name, because });
	}
}

/** Bytes that a line has room for in the buffer of releases before 1.1.9, its end left out. */
const OLD_LINE_BYTES = 127;

/** Source: errbuf in src/ldso/dynlink.c of 1.1.8; 1.1.9 allocates what a line wants. */
function asPrinted({ start }: MuslProcess): (problem: LoadProblem) => LoadProblem {
	if (isAtLeast(start.interpreter.libc.version, "1.1.9")) return (problem) => problem;
	return (problem) => (problem.line === undefined ? problem : { ...problem, line: cut(problem.line) });
}

/** As many characters as fit whole. */
function cut(line: string): string {
	const bytes = encodeText(line);
	if (bytes.length <= OLD_LINE_BYTES) return line;
	return decodeText(bytes.subarray(0, OLD_LINE_BYTES));
}

/** The subject stands first, even where the host's libc was loaded before it. */
function finishedRun(process: MuslProcess): LoaderRun {
	const { chain, unasked, unknown } = process;
	const problems = process.problems.map(asPrinted(process));
	const own = chain.filter((dso) => dso.elf !== undefined && !unasked.has(dso));
	const records = own.map(({ record }) => record);
	const objects = [...records.filter(isSubject), ...records.filter((record) => !isSubject(record))];
	return { problems, objects, ...(unknown === undefined ? {} : { unknown }) };
}

function isSubject({ via }: LoadedObject): boolean {
	return via === "subject";
}
