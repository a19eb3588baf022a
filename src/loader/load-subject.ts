import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { MissingProgram } from "../entrypoint/missing-program.ts";
import { foreignPlugin } from "./foreign-plugin.ts";
import { gcompatStart } from "./gcompat.ts";
import { lookUpLine } from "./kernel/errno-words.ts";
import type { Execution, Program } from "./kernel/execution.ts";
import { execve } from "./kernel/execve.ts";
import { isKlibcStart } from "./klibc.ts";
import type { Load, LoadedObject, LoadProblem, LoadRequest } from "./load.ts";
import { finishedLoad, refusedLoad, unknownLoad } from "./load-outcome.ts";
import type { LoaderStart } from "./loader-model.ts";
import { loaderModel } from "./loader-models.ts";
import { unlessMalformed } from "./malformed-objects.ts";
import { processFiles } from "./process-files.ts";
import { programLoader } from "./program-loader.ts";
import { hostLoader, rootLoader, usualGlibcLoader } from "./root-loader.ts";
import { unlessUnreadable } from "./script-reading.ts";
import { runOfScript } from "./script-runs.ts";
import { asExecuted } from "./set-user-id.ts";
import { missingWithoutLoader } from "./without-loader.ts";

/** What happens when a file of a root is started, or opened as a plug-in: kernel and loader, step by step.
 *  Malformed data that the answer hangs on makes the outcome `unknown`; nothing is thrown. */
export function loadSubject(request: LoadRequest): Load {
	if (request.userProblem !== undefined) return withoutUser(request, request.userProblem);
	if (request.missingProgram !== undefined) return withoutProgram(request.missingProgram);
	try {
		const load = request.mode === "exec" ? loadProgram(request) : loadPlugin(request);
		return unlessUnknownVariable(unlessMalformed(load), request);
	} catch (error) {
		if (error instanceof ElfFormatError) return unknownLoad(error.message);
		throw error;
	}
}

/** What a loader does not find may be where a variable leads it that was set on the way. */
function unlessUnknownVariable(load: Load, { unknownVariables = [] }: LoadRequest): Load {
	const name = unknownVariables.find((each) => each === "LD_LIBRARY_PATH" || each === "LD_PRELOAD");
	if (name === undefined || load.outcome !== "refused" || load.interpreter === undefined) return load;
	return unknownLoad(`what starts it may set ${name}, and to what cannot be told`);
}

/** The runtime looks the user up before it starts anything. */
function withoutUser({ path }: LoadRequest, problem: NonNullable<LoadRequest["userProblem"]>): Load {
	if ("unknown" in problem) return unknownLoad(problem.unknown);
	const { refusal } = problem;
	return refusedLoad([{ kind: "user-missing", fatal: true, line: refusal, object: path, because: refusal }], []);
}

/** Whoever was to start it gives up before the kernel is asked. */
function withoutProgram({ line, ...program }: MissingProgram): Load {
	const printed = line === undefined ? {} : { line };
	return refusedLoad([{ kind: "program-missing", fatal: true, object: program.word, program, ...printed }], []);
}

function loadProgram(request: LoadRequest): Load {
	const execution = execve(request, processFiles(request));
	if (execution.outcome === "unknown") return unknownLoad(execution.reason);
	if (execution.outcome === "refused") return refusedByKernel(request, execution);
	const { program, interpreter, crash } = execution;
	const objects = executedObjects(request, program);
	if (crash !== undefined) return refusedLoad([crash], objects);
	if (interpreter === undefined) {
		const alone = { outcome: "starts", lines: [], problems: [], behind: [], objects } as const;
		return unlessUnreadable(alone, request, program);
	}
	if (isKlibcStart(program, interpreter)) return startedByKlibc(request, objects, interpreter);
	return unlessUnreadable(loadExecuted(request, program, interpreter), request, program);
}

/** What its loader makes of a program, which acts as its owner where its mode says so. */
function loadExecuted(request: LoadRequest, program: Program, interpreter: Program): Load {
	const { isSecure, ...executed } = asExecuted(request, program);
	if (isSecure && usesOrigin(program) && request.libcAt(interpreter.realPath).kind === "glibc") {
		return unknownLoad(
			`${program.path} runs with its owner's rights: what its loader then makes of $ORIGIN is not known`,
		);
	}
	return loadDynamic(executed, program, interpreter);
}

function usesOrigin({ elf: { dynamic } }: Program): boolean {
	return /\$(ORIGIN|\{ORIGIN\})/.test(`${dynamic?.runpath ?? ""}${dynamic?.rpath ?? ""}`);
}

function refusedByKernel(
	request: LoadRequest,
	{ problem: met, program }: Execution & { readonly outcome: "refused" },
): Load {
	const problem = asComplainedOf(asLookedUp(met, request), request);
	if (program === undefined) return refusedLoad([problem], []);
	const behind = problem.kind === "interpreter-missing" ? problemsBehind(request, program) : [];
	return { ...refusedLoad([problem], executedObjects(request, program)), behind };
}

/** Whose modes keep the kernel from a file, they keep the runtime from it before. */
function asLookedUp(problem: LoadProblem, { lookedUpAs, root }: LoadRequest): LoadProblem {
	if (lookedUpAs === undefined || problem.kind !== "exec-refused" || problem.errno !== "EACCES") return problem;
	const closed = problem.denial === undefined ? undefined : root.entry(problem.denial.path);
	return { ...problem, line: lookUpLine(lookedUpAs, closed?.type === "directory") };
}

/** Whoever starts a program says in words of its own that the kernel refuses it. */
function asComplainedOf(problem: LoadProblem, { refusalLines }: LoadRequest): LoadProblem {
	if (problem.kind !== "interpreter-missing" && problem.kind !== "exec-refused") return problem;
	const { errno } = problem;
	const line = errno === "ENOENT" || errno === "EACCES" ? refusalLines?.[errno] : undefined;
	return line === undefined ? problem : { ...problem, line };
}

/** What the root's own loader would object to, were it where the program wants it. */
function problemsBehind(request: LoadRequest, program: Program): readonly LoadProblem[] {
	const { elf } = program;
	const loader = rootLoader(request, elf);
	const model = loader && loaderModel(loader.libc.kind);
	if (loader === undefined || model === undefined) return missingWithoutLoader(request, elf);
	const interpreter = { ...loader, path: elf.interpreter ?? loader.path };
	return model(startOf(request, program, interpreter)).problems;
}

function startedByKlibc(request: LoadRequest, objects: Load["objects"], { path, realPath }: Program): Load {
	const interpreter = { path, libc: request.libcAt(realPath) };
	return { outcome: "starts", lines: [], problems: [], behind: [], objects, interpreter };
}

function loadDynamic(request: LoadRequest, program: Program, { path, realPath, elf }: Program): Load {
	const libc = request.libcAt(realPath);
	const direct = startOf(request, program, { path, realPath, elf, libc });
	const start = libc.kind === "gcompat" ? gcompatStart(direct, program.realPath) : direct;
	if ("kind" in start) return refusedLoad([start], executedObjects(request, program), { path, libc });
	const model = loaderModel(start.interpreter.libc.kind);
	if (model === undefined) return unknownLoad(withoutModel(path));
	const { execName } = start;
	const run = execName === undefined ? model(start) : runOfScript(start, execName, model);
	const objects =
		program.path === request.path ? run.objects : [scriptObject(request), ...run.objects.map(asInterpreter)];
	return finishedLoad({ ...run, objects }, start, { path, libc });
}

function startOf(request: LoadRequest, program: Program, interpreter: LoaderStart["interpreter"]): LoaderStart {
	const base = { subject: program.elf, interpreter, preload: [] };
	if (program.path === request.path) return { ...base, request };
	return { ...base, request: scriptRequest(request, program.path), execName: request.path };
}

/** What a `#!` line names stands in the root, and so does all that it needs; it is called by its path. */
function scriptRequest({ siblings, calledAs: _, ...request }: LoadRequest, path: string): LoadRequest {
	return siblings === undefined || path.startsWith("/") ? { ...request, path } : { ...request, siblings, path };
}

/** The host program is one of the root, so its loader is the root's. */
function loadPlugin(request: LoadRequest): Load {
	// Whatever its user may read: a plug-in that nobody may open is judged by what it is.
	const { credentials: _, ...anyone } = request;
	const file = processFiles(anyone).find(request.path, true);
	if (typeof file === "string" || file.entry.type !== "file") {
		return unknownLoad(`${request.path} is no ELF file that could be opened as a plug-in`);
	}
	const content = file.entry.content();
	if (content.kind === "malformed-elf") return unknownLoad(`${request.path}: ${content.error.message}`);
	return content.kind === "elf" ? dlopenedByHost(request, content.elf) : foreignPlugin(request, file.entry);
}

function dlopenedByHost(request: LoadRequest, elf: ElfFile): Load {
	const host = hostOf(request, elf);
	if (host === undefined) return withoutHost(request, elf);
	if ("unknown" in host) return unknownLoad(host.unknown);
	const { interpreter, isUsual } = host;
	const { path, libc } = interpreter;
	const model = loaderModel(libc.kind);
	if (model === undefined) return unknownLoad(withoutModel(path));
	const start = { request, subject: elf, interpreter, preload: [] };
	const load = finishedLoad(model(start), start, { path, libc });
	const isHostless = load.problems.some(({ kind }) => kind === "no-loader");
	if (isUsual || !isHostless) return load;
	return unknownLoad(`programs that could open it start by ${path} and find their libraries by paths of their own`);
}

interface Host {
	/** The loader that the host program runs by. */
	readonly interpreter: LoaderStart["interpreter"];
	/** It stands where programs expect it; else a program of the root names it. */
	readonly isUsual: boolean;
}

function hostOf(request: LoadRequest, elf: ElfFile): Host | { readonly unknown: string } | undefined {
	const loader = hostLoader(request, elf);
	const usual = loader?.libc.kind === "glibc" ? usualGlibcLoader(loader.elf) : undefined;
	const isUsual = usual === undefined || request.root.lookup(usual).found;
	if (loader !== undefined && isUsual) return { interpreter: loader, isUsual };
	const named = programLoader(request, loader?.elf ?? elf);
	if (named !== undefined) return { interpreter: named, isUsual: false };
	if (loader === undefined) return undefined;
	return { unknown: `programs that could open it start by ${usual}, which is not there, and no others are known` };
}

function withoutModel(path: string): string {
	return `the loader at ${path} is none whose behaviour is known`;
}

function withoutHost(request: LoadRequest, elf: ElfFile): Load {
	const because = "there is no dynamic loader that a host program could run with";
	const problem = { kind: "no-loader", fatal: true, object: request.path, because } as const;
	return {
		...refusedLoad([problem], [subjectObject({ path: request.path, realPath: request.path, elf })]),
		behind: missingWithoutLoader(request, elf),
	};
}

function executedObjects(request: LoadRequest, program: Program): readonly LoadedObject[] {
	if (program.path === request.path) return [subjectObject(program)];
	return [scriptObject(request), asInterpreter(subjectObject(program))];
}

function subjectObject({ path, realPath, elf }: Program): LoadedObject {
	return { name: path, path: realPath, elf, via: "subject", steps: [] };
}

function scriptObject({ path }: LoadRequest): LoadedObject {
	return { name: path, path, via: "subject", steps: [] };
}

/** The program that a `#!` line names is not the subject. */
function asInterpreter(object: LoadedObject): LoadedObject {
	return object.via === "subject" ? { ...object, via: "interpreter" } : object;
}
