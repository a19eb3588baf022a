import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import { DF, ET, PT } from "../../elf/constants.ts";
import { parentPath } from "../../tree/path-resolution.ts";
import type { LoadedObject, LoadProblem, LoadRequest } from "../load.ts";
import type { LoaderModel, LoaderRun, LoaderStart } from "../loader-model.ts";
import { processFiles } from "../process-files.ts";
import { failureProblem, loadDependencies } from "./dependencies.ts";
import { dependencyOrder, SORTED_FROM } from "./dependency-order.ts";
import { noteForeignLibc } from "./foreign-libc.ts";
import { isaLevelProblems } from "./isa-level.ts";
import { knownObjects } from "./known-objects.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { mapObject, needsExecutableStack } from "./map-object.ts";
import { dlopenVoice, startVoice } from "./messages.ts";
import { type Placement, placementOf } from "./placement.ts";
import { environmentPreloads, loadPreloads, preloadNames } from "./preload.ts";
import { type GlibcProcess, newProcess, spokenName } from "./process.ts";
import { relocate } from "./relocation.ts";
import { type GlibcSettings, glibcSettings } from "./settings.ts";
import { type StaticTls, staticTlsOf } from "./static-tls.ts";
import { ObjectScope, symbolicScope } from "./symbol-lookup.ts";
import { versionCheck } from "./version-check.ts";

/** First releases that relocate libc before everything else: at start, and in dlopen. */
const LIBC_FIRST_FROM = { exec: 41, dlopen: 39 } as const;
/** First release without a libdl of its own, which a program that calls dlopen needs. */
const LIBDL_MERGED_IN = 34;

/** glibc's ld.so from 2.12 on: program start and dlopen. Source: elf/rtld.c, elf/dl-open.c and what they call. */
export const glibcLoader: LoaderModel = (start) => {
	const settings = glibcSettings(start);
	if (settings === undefined) {
		return { problems: [], objects: [], unknown: "this project has no model of glibc's loader for this machine" };
	}
	return start.request.mode === "exec" ? startProgram(start, settings) : openLibrary(start, settings);
};

/** Why the loader ends without starting the program, whatever it finds. Source: process_envvars in elf/rtld.c. */
function startsNothing({ environment }: LoadRequest): string | undefined {
	if (environment?.trace !== undefined)
		return "LD_TRACE_LOADED_OBJECTS is set: glibc's loader lists the libraries and does not start the program";
	const isAsked = environment?.debug?.split(/[ ,:]/).includes("help") === true;
	return isAsked ? "LD_DEBUG asks for help: glibc's loader gives it and does not start the program" : undefined;
}

function startProgram(start: LoaderStart, settings: GlibcSettings): LoaderRun {
	const { request } = start;
	const program = programMap(start);
	const process = newProcess(
		placementOf(start, settings),
		startVoice(request.calledAs ?? request.path),
		program,
		directoryOf(start),
	);
	process.add(loaderMap(start));
	process.problems.push(...placeProblems(start), ...stackProblems(start, settings));
	const instead = startsNothing(request);
	if (instead !== undefined) process.unknown.push(instead);
	if (start.subject.dynamic === undefined) process.unknown.push("it has an interpreter, but nothing for it to do");
	const preloads = [
		...loadPreloads(process, [...start.preload, ...environmentPreloads(request)], "LD_PRELOAD"),
		...loadPreloads(process, preloadNames(request), "/etc/ld.so.preload"),
	];
	const searchList = loadDependencies(process, program, preloads, "library");
	const check = versionCheck(process, true);
	for (const map of searchList) guarded(process, map, () => check(map));
	const order = relocationList(searchList, program, process.placement, "exec");
	finish(process, start, { fresh: order, scope: searchList, local: [] });
	noteForeignLibc(process, searchList, start);
	return result(process, searchList);
}

function openLibrary(start: LoaderStart, settings: GlibcSettings): LoaderRun {
	const { request } = start;
	const host = hostMap(start);
	const process = newProcess(placementOf(start, settings), dlopenVoice, host, directoryOf(start));
	const global = startHost(process, start);
	const hosted = new Set(global);
	for (const map of hosted) map.isRelocated = true;
	const opened = mapObject(process, {
		name: request.path,
		by: host,
		role: "opened",
		keepsLoader: false,
		via: "subject",
	});
	if (opened.outcome === "unknown") return { problems: [], objects: [], unknown: opened.because };
	if (opened.outcome === "failed") {
		const problem = failureProblem(process, request.path, request.path, opened);
		return { problems: [...process.problems, problem], objects: [] };
	}
	const { map: subject } = opened;
	const searchList = loadDependencies(process, subject, [], "opened");
	const fresh = (maps: readonly LinkMap[]): readonly LinkMap[] => maps.filter((map) => !hosted.has(map));
	const check = versionCheck(process, false);
	for (const map of fresh(searchList)) guarded(process, map, () => check(map));
	const order = fresh(relocationList(searchList, subject, process.placement, "dlopen"));
	const staticTls = staticTlsOf(global, settings);
	finish(process, start, { fresh: order, scope: global, local: searchList, staticTls });
	return result(process, searchList);
}

/** What is relocated, from the last to the first. */
function relocationList(
	searchList: readonly LinkMap[],
	first: LinkMap,
	placement: Placement,
	mode: "exec" | "dlopen",
): readonly LinkMap[] {
	return placement.settings.release < SORTED_FROM[mode] ? searchList : dependencyOrder(searchList, first, placement);
}

/** The loader learns from PT_PHDR where the kernel put the program. Source: rtld_setup_main_map in elf/rtld.c. */
function placeProblems({ request, subject }: LoaderStart): readonly LoadProblem[] {
	const { type, segments } = subject;
	if (type !== ET.ET_DYN || segments.some((segment) => segment.type === PT.PT_PHDR)) return [];
	const because = "without PT_PHDR the loader takes it to stand at address 0";
	return [{ kind: "crash", fatal: true, object: request.path, because }];
}

/** A tunable forbids what the kernel has granted. Source: elf/rtld.c of 2.41, elf/dl-execstack-tunable.c of 2.42. */
function stackProblems({ request, subject }: LoaderStart, settings: GlibcSettings): readonly LoadProblem[] {
	if (settings.tunables.executableStack !== 0 || !needsExecutableStack(subject, settings.machine)) return [];
	const line = "Fatal glibc error: executable stack is not allowed";
	const because = "GLIBC_TUNABLES forbids it";
	return [{ kind: "executable-stack", fatal: true, object: request.path, because, line }];
}

function directoryOf({ request }: LoaderStart): string {
	return request.workingDirectory ?? "/";
}

/** The program as the kernel mapped it: without a name; `$ORIGIN` is the folder of /proc/self/exe. */
function programMap(start: LoaderStart): LinkMap {
	const opened = processFiles(start.request).find(start.request.path, true);
	const realPath = typeof opened === "string" ? start.request.path : opened.realPath;
	return {
		name: "",
		role: "program",
		elf: start.subject,
		realPath,
		origin: parentPath(realPath),
		names: new Set(),
		request: { via: "subject", steps: [] },
	};
}

/** The loader itself, known by the name that PT_INTERP has for it and by its DT_SONAME. */
function loaderMap({ interpreter }: LoaderStart): LinkMap {
	const { path, realPath, elf } = interpreter;
	const soname = elf.dynamic?.soname;
	return {
		name: path,
		role: "loader",
		elf,
		realPath,
		origin: parentPath(path),
		names: new Set(soname === undefined ? [path] : [path, soname]),
		needs: [],
		isRelocated: true,
		request: { via: "interpreter", requestedAs: path, steps: [] },
	};
}

/** A small program of the target that calls dlopen. */
function hostMap({ request }: LoaderStart): LinkMap {
	const { hostProvides, hostLibraries } = request;
	return {
		name: "",
		role: "program",
		names: new Set(),
		request: { via: "subject", steps: [] },
		...(hostProvides === undefined ? {} : { provides: hostProvides }),
		...(hostLibraries === undefined ? {} : { libraries: new Set(hostLibraries) }),
	};
}

/** Starts the host: it needs libc, libdl where dlopen lives there, and what is known of it. Returns its search list. */
function startHost(process: GlibcProcess, start: LoaderStart): readonly LinkMap[] {
	const { program: host } = process;
	process.add(loaderMap(start));
	const wanted = process.placement.settings.release < LIBDL_MERGED_IN ? ["libdl.so.2", "libc.so.6"] : ["libc.so.6"];
	const map = (name: string) =>
		mapObject(process, { name, requestedAs: name, by: host, role: "library", keepsLoader: true });
	const known = (start.request.hostNeeds ?? []).map(map);
	const mappings = wanted.map(map);
	const needs = [...known, ...mappings].flatMap((mapping) => (mapping.outcome === "mapped" ? [mapping.map] : []));
	const preloads = loadPreloads(process, environmentPreloads(start.request), "LD_PRELOAD");
	const searchList = loadDependencies(process, host, [...preloads, ...needs], "library");
	const lacking = wanted.filter((_, index) => mappings[index]?.outcome === "failed");
	// What the host's libraries lack says nothing about the subject; that there can be no host at all does.
	process.problems.splice(0, Number.POSITIVE_INFINITY, ...lacking.map((library) => noHost(start, library)));
	process.missing.clear();
	process.lent.clear();
	process.unknown.length = 0;
	return searchList;
}

function noHost({ request }: LoaderStart, library: string): LoadProblem {
	const because = `a program that could open it needs ${library}, which is not there`;
	return { kind: "no-loader", fatal: true, object: request.path, because };
}

/** What is to be relocated, and where symbols are looked up. */
interface Relocations {
	/** Objects that are new, in dependency order. */
	readonly fresh: readonly LinkMap[];
	/** The global scope. */
	readonly scope: readonly LinkMap[];
	/** The scope of what was opened, after the global one. */
	readonly local: readonly LinkMap[];
	readonly staticTls?: StaticTls;
}

/** CPU check and relocation. What the loader says comes first, what it would say at a later call behind it. */
function finish(process: GlibcProcess, { request, interpreter }: LoaderStart, work: Relocations): void {
	process.problems.push(...isaLevelProblems(process, work.fresh, request.x86Level, interpreter));
	const count = (entries: number): void => process.placement.charge("entries of hash chains", entries);
	const scope = new ObjectScope([...work.scope, ...work.local], count);
	const bindsNow = (request.environment?.bindNow ?? "") !== "";
	const lazy = !bindsNow && (request.mode === "exec" || request.binding === "lazy");
	const deferred: LoadProblem[] = [];
	const objects = knownObjects([...work.scope, ...work.local]);
	for (const map of relocationOrder(process, work.fresh, request.mode)) {
		const isSymbolic = map.role !== "program" && ((dynamicOf(map)?.flags ?? 0) & DF.DF_SYMBOLIC) !== 0;
		const own = isSymbolic ? symbolicScope(map, scope, count) : scope;
		const tls = work.staticTls === undefined ? {} : { staticTls: work.staticTls };
		guarded(process, map, () => {
			const known = isSymbolic || objects === undefined ? {} : { objects };
			const found = relocate(process, map, { scope: own, lazy, ...known, ...tls });
			process.problems.push(...found.immediate);
			deferred.push(...found.deferred);
		});
	}
	if (request.mode === "exec") process.problems.push(...mallocProblems(process, work.scope));
	// Functions that libraries start with are called when all is relocated.
	process.problems.push(...deferred.filter(({ fatal }) => fatal), ...deferred.filter(({ fatal }) => !fatal));
}

/** From 2.32 to 2.40 a loader that something needs as a library takes the program's malloc, and insists on one. */
function mallocProblems(process: GlibcProcess, searchList: readonly LinkMap[]): readonly LoadProblem[] {
	const { release, machine } = process.placement.settings;
	const isTaken = release >= 32 && release <= 40 && searchList.some(({ role }) => role === "loader");
	const wish = { name: "calloc", version: { name: machine.baseVersion }, undefinedRefused: true, copy: false };
	if (!isTaken || process.missing.size > 0 || new ObjectScope(searchList).first(wish) !== undefined) return [];
	const words = `undefined symbol: calloc, version ${machine.baseVersion}`;
	const line = process.voice.lookupError("symbol lookup error", "", words);
	const about = { symbol: "calloc", version: machine.baseVersion, lazy: false, undecided: false } as const;
	return [{ kind: "symbol-missing", fatal: true, object: process.voice.nameOf(""), ...about, line }];
}

/** From the last object to the first, the loader left out; newer releases begin with libc. */
function relocationOrder(process: GlibcProcess, order: readonly LinkMap[], mode: "exec" | "dlopen"): LinkMap[] {
	const reversed = order.filter(({ role }) => role !== "loader").reverse();
	if (process.placement.settings.release < LIBC_FIRST_FROM[mode]) return reversed;
	const libc = reversed.filter((map) => dynamicOf(map)?.soname === "libc.so.6");
	return [...libc, ...reversed.filter((map) => !libc.includes(map))];
}

/** Runs one phase for one object; malformed data in it makes the outcome unknown. */
function guarded(process: GlibcProcess, map: LinkMap, phase: () => void): void {
	try {
		phase();
	} catch (error) {
		if (!(error instanceof ElfFormatError)) throw error;
		process.unknown.push(`${spokenName(process, map)}: ${error.message}`);
	}
}

function result(process: GlibcProcess, searchList: readonly LinkMap[]): LoaderRun {
	const objects = searchList.map((map) => loadedObject(process, map));
	const { problems } = process;
	const unknown = problems.some(({ fatal }) => fatal) ? cacheDoubt(process) : process.unknown[0];
	return { problems, objects, ...(unknown === undefined ? {} : { unknown }) };
}

/** A library that a cache which cannot be read may name is not known to be missing. */
function cacheDoubt({ placement, problems }: GlibcProcess): string | undefined {
	const isMissing = problems.some(({ kind, fatal }) => fatal && kind === "library-missing");
	return isMissing && placement.cacheUnreadable() ? "/etc/ld.so.cache of the target is not at hand" : undefined;
}

function loadedObject(process: GlibcProcess, map: LinkMap): LoadedObject {
	const { realPath, request, elf } = map;
	return {
		name: spokenName(process, map),
		...(realPath === undefined ? {} : { path: realPath }),
		...(elf === undefined ? {} : { elf }),
		...request,
	};
}
