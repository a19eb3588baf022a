import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { Load, LoadedObject, LoadProblem } from "../loader/load.ts";
import type { FileTree } from "../tree/file-tree.ts";

/** A library's part in the load of a program or plug-in that brings it: the problems of the library and of what it
 *  needs itself, without those of everything else in the process. Absent where that load does not come to the library,
 *  or needs data that is malformed.
 *
 *  It says how the library fares when it is found as its program has it found (the program's RPATH, libraries that are
 *  loaded already), where dlopen alone would not find what it needs. */
export function asLoadedBy(load: Load, path: string, root: FileTree): Load | undefined {
	const found = root.lookup(path);
	const realPath = found.found ? found.realPath : path;
	const library = load.objects.find((object) => object.path === realPath && object.via !== "subject");
	if (library === undefined) return undefined;
	try {
		return partOf(load, closureOf(library, load.objects, root), library);
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}

/** A library with all that it needs. */
interface Closure {
	readonly objects: readonly LoadedObject[];
	/** Every name in a DT_NEEDED entry of one of them. */
	readonly needed: ReadonlySet<string>;
}

function partOf(load: Load, closure: Closure, library: LoadedObject): Load {
	const names = new Set(closure.objects.map(({ name }) => name));
	const problems = load.problems.filter((problem) => names.has(problem.object) || isNeeded(problem, closure));
	const reason = doubtOf(load, problems);
	return {
		outcome: problems.some(isCertain) ? "refused" : reason === undefined ? "starts" : "unknown",
		lines: linesOf(problems),
		problems,
		behind: [],
		objects: closure.objects.map((object) => (object === library ? { ...object, via: "subject" } : object)),
		...(load.interpreter === undefined ? {} : { interpreter: load.interpreter }),
		...(reason === undefined ? {} : { reason }),
	};
}

/** A loader names each library that is missing once, with the first that asked for it. */
function isNeeded(problem: LoadProblem, { needed }: Closure): boolean {
	const isLibrary = problem.kind === "library-missing" || problem.kind === "library-unusable";
	return isLibrary && needed.has(problem.library);
}

function isCertain(problem: LoadProblem): boolean {
	return problem.fatal && !(problem.kind === "symbol-missing" && problem.undecided);
}

/** Why nobody can tell; a symbol that a library missing elsewhere may bring is such a reason. */
function doubtOf(load: Load, problems: readonly LoadProblem[]): string | undefined {
	if (load.outcome === "unknown") return load.reason ?? "how the program that loads it fares is unknown";
	const open = problems.find((problem) => problem.kind === "symbol-missing" && problem.undecided);
	return open?.kind === "symbol-missing"
		? `whether ${open.symbol} is there hangs on a library that is missing elsewhere`
		: undefined;
}

function linesOf(problems: readonly LoadProblem[]): readonly string[] {
	const end = problems.findIndex(({ fatal }) => fatal);
	const said = end === -1 ? problems : problems.slice(0, end + 1);
	return said.flatMap(({ line }) => (line === undefined ? [] : [line]));
}

function closureOf(library: LoadedObject, all: readonly LoadedObject[], root: FileTree): Closure {
	const byName = objectsByName(all, root);
	const objects = new Set([library]);
	const needed = new Set<string>();
	for (const object of objects) {
		for (const name of neededBy(object, root)) {
			needed.add(name);
			const found = byName.get(name);
			if (found !== undefined && found.via !== "subject") objects.add(found);
		}
	}
	return { objects: all.filter((object) => objects.has(object)), needed };
}

/** By every name that a DT_NEEDED entry may have for it; the first in load order wins, as it does for the loader. */
function objectsByName(objects: readonly LoadedObject[], root: FileTree): ReadonlyMap<string, LoadedObject> {
	const byName = new Map<string, LoadedObject>();
	for (const object of objects) {
		const soname = elfAt(object, root)?.dynamic?.soname;
		for (const name of [object.requestedAs, lastName(object.name), lastName(object.path ?? ""), soname ?? ""]) {
			if (name !== undefined && name !== "" && !byName.has(name)) byName.set(name, object);
		}
	}
	return byName;
}

function neededBy(object: LoadedObject, root: FileTree): readonly string[] {
	return elfAt(object, root)?.dynamic?.needed ?? [];
}

function elfAt({ path }: LoadedObject, root: FileTree) {
	const found = path === undefined ? undefined : root.lookup(path);
	const content = found?.found && found.entry.type === "file" ? found.entry.content() : undefined;
	return content?.kind === "elf" ? content.elf : undefined;
}

function lastName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
