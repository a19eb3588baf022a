import type { LoadProblem } from "../load.ts";
import { denialIn } from "../load-outcome.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { type Mapping, mapObject } from "./map-object.ts";
import { assertionLine } from "./messages.ts";
import { type GlibcProcess, spokenName } from "./process.ts";
import { expandTokens } from "./search-path.ts";

/** More objects than this are not loaded: no process has them, only hand-made chains do. */
const MAX_OBJECTS = 4096;

/** An object in the list that is being built, and whether its own needs were gone through. */
interface Listed {
	readonly map: LinkMap;
	done: boolean;
}

/** Loads what an object needs, and what that needs, breadth first (_dl_map_object_deps).
 *  Returns the search list: the object, `preloads`, then everything in the order in which symbols are looked up.
 *  Where something cannot be loaded, the problem is noted and the rest goes on as `LD_TRACE_LOADED_OBJECTS` would. */
export function loadDependencies(
	process: GlibcProcess,
	root: LinkMap,
	preloads: readonly LinkMap[],
	role: "library" | "opened",
): readonly LinkMap[] {
	const before = process.problems.length;
	const list: Listed[] = [root, ...preloads].map((map) => ({ map, done: false }));
	const listed = new Set(list.map(({ map }) => map));
	let rootLacks = false;
	for (let at = 0; at < list.length; ) {
		const current = list[at];
		if (current === undefined || current.done) {
			at += 1;
			continue;
		}
		current.done = true;
		const needs = [...loadNeeded(process, current.map, role)];
		if (current.map === root) rootLacks = process.problems.length > before;
		appendNew(list, listed, needs);
		const filtees = [...loadFiltees(process, current.map, role)];
		insertBefore(list, listed, current, filtees, process.placement.charge);
		if (current.map !== root) current.map.needs ??= [...needs, ...filtees];
		if (list.length > MAX_OBJECTS) {
			process.unknown.push(`it needs more than ${MAX_OBJECTS} objects`);
			break;
		}
	}
	const searchList = list.map(({ map }) => map);
	if (searchList[0] !== root && !rootLacks) noteDisplaced(process, root, before);
	return searchList;
}

/** Where the assertion of _dl_map_object_deps stands in elf/dl-deps.c, by first release; 2.32 dropped it. */
const DEPENDENCIES_LINES = [
	[32, undefined],
	[28, 553],
	[27, 549],
	[20, 574],
	[18, 586],
	[16, 590],
	[15, 591],
	[14, 584],
	[0, 580],
] as const;

/** An object with filtees does not stand first in its own search list: the loader insisted on that before it told of
 *  anything that it did not find. Where the object's own needs are not found, it does not come to its filtees. */
function noteDisplaced(process: GlibcProcess, root: LinkMap, before: number): void {
	const { release, asserts } = process.placement.settings;
	const line = DEPENDENCIES_LINES.find(([from]) => release >= from)?.[1];
	if (line === undefined || !asserts) return;
	const placement = `dl-deps.c: ${line}: _dl_map_object_deps`;
	process.problems.splice(before, 0, {
		kind: "crash",
		fatal: true,
		object: spokenName(process, root),
		because: "the objects that it is a filter for come before it",
		line: assertionLine(release, placement, "map->l_searchlist.r_list[0] == map"),
	});
}

function appendNew(list: Listed[], listed: Set<LinkMap>, maps: readonly LinkMap[]): void {
	for (const map of maps) {
		if (listed.has(map)) continue;
		listed.add(map);
		list.push({ map, done: false });
	}
}

/** Objects of a list that cost as much as a need. */
const LOOKED_AT_FOR_ONE = 128;

/** Filtees come right before the object that names them; one that stands earlier stays there. */
function insertBefore(
	list: Listed[],
	listed: Set<LinkMap>,
	current: Listed,
	filtees: readonly LinkMap[],
	charge: GlibcProcess["placement"]["charge"],
): void {
	for (const map of filtees) {
		charge("needs of objects", list.length / LOOKED_AT_FOR_ONE);
		const here = list.indexOf(current);
		const before = list.findIndex((entry) => entry.map === map);
		if (before >= 0 && before <= here) continue;
		const [moved] = before > here ? list.splice(before, 1) : [];
		listed.add(map);
		list.splice(here, 0, { map, done: moved?.done ?? false });
	}
}

function* loadNeeded(process: GlibcProcess, map: LinkMap, role: "library" | "opened"): Generator<LinkMap> {
	// What is named again is loaded, or missing, already.
	for (const requestedAs of new Set(dynamicOf(map)?.needed)) {
		const name = expandTokens(requestedAs, map.origin, process.placement.settings.tokens).text;
		// A token without a value drops the need without a word.
		if (name === undefined || name === "") continue;
		const mapping = load(process, name, requestedAs, map, role);
		if (mapping.outcome === "mapped") yield mapping.map;
		else if (isLent(process, name, mapping)) process.lent.add(name);
		else noteFailure(process, name, map, mapping);
	}
}

/** Whether the host has a library that the root has not: _dl_map_object finds it among the loaded ones. */
function isLent({ program }: GlibcProcess, name: string, failure: Failure): boolean {
	return failure.outcome === "failed" && failure.path === undefined && program.libraries?.has(name) === true;
}

/** DT_FILTER names must be there, DT_AUXILIARY names may. */
function* loadFiltees(process: GlibcProcess, map: LinkMap, role: "library" | "opened"): Generator<LinkMap> {
	const { filter = [], auxiliary = [] } = dynamicOf(map) ?? {};
	for (const [requestedAs, required] of [
		...filter.map((name) => [name, true] as const),
		...auxiliary.map((name) => [name, false] as const),
	]) {
		const name = expandTokens(requestedAs, map.origin, process.placement.settings.tokens).text;
		if (name === undefined) continue;
		if (name === "") {
			process.unknown.push(`${spokenName(process, map)} is a filter for an object without a name: the program`);
			continue;
		}
		const mapping = load(process, name, requestedAs, map, role, "filter");
		// Its loader may crash over that: nobody makes such a file.
		if (mapping.outcome === "mapped" && dynamicOf(mapping.map)?.soname === "libc.so.6") {
			process.unknown.push(`${spokenName(process, map)} is a filter for the C library`);
		}
		if (mapping.outcome === "mapped") yield mapping.map;
		else if (required) noteFailure(process, name, map, mapping);
	}
}

function load(
	process: GlibcProcess,
	name: string,
	requestedAs: string,
	by: LinkMap,
	role: "library" | "opened",
	via?: "filter",
): Mapping {
	return mapObject(process, { name, requestedAs, by, role, keepsLoader: true, ...(via === undefined ? {} : { via }) });
}

type Failure = Exclude<Mapping, { readonly outcome: "mapped" }>;

/** Notes a library that could not be loaded, once per name. */
function noteFailure(process: GlibcProcess, name: string, by: LinkMap, failure: Failure): void {
	if (process.missing.has(name)) return;
	process.missing.add(name);
	if (failure.outcome === "unknown") process.unknown.push(failure.because);
	else process.problems.push(failureProblem(process, name, spokenName(process, by), failure));
}

/** What a failed load is called. */
export function failureProblem(
	process: GlibcProcess,
	library: string,
	object: string,
	failure: Failure & { readonly outcome: "failed" },
): LoadProblem {
	const { path, words, errno, steps } = failure;
	const line = process.voice.error(failure.object, words, errno);
	const common = { fatal: true, line, object } as const;
	if (failure.executableStack) return { ...common, kind: "executable-stack", because: words };
	if (path !== undefined) return { ...common, kind: "library-unusable", library, path, because: words };
	return { ...common, kind: "library-missing", library, steps, ...denialIn(steps) };
}
