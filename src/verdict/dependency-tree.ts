import type { Load, LoadedObject, LoadProblem, SearchStep, SearchVia } from "../loader/load.ts";

/** How places are searched: what renderers see of the loader. */
export type { SearchStep, SearchVia };

/** What a load found, by object: the process as its loader would have built it. */
export interface DependencyTree {
	/** The interpreter of the program, or of the host that opens a library; absent where there is none. */
	readonly interpreter?: { readonly path: string; readonly libc: string };
	/** The subject first, then everything in the order in which it was loaded. */
	readonly objects: readonly TreeObject[];
	/** The interpreter that the program names and the base does not have. */
	readonly missingInterpreter?: string;
	/** What speaks against the load as a whole, in the loader's words. */
	readonly refusal?: string;
}

/** One object of the process. */
export interface TreeObject {
	readonly name: string;
	/** Where it is, links resolved; absent for what the loader itself answers. */
	readonly path?: string;
	readonly via: SearchVia;
	/** Who asked for it first. */
	readonly neededBy?: string;
	/** Every place that was tried, the one where it was found last. */
	readonly steps: readonly SearchStep[];
	/** DT_NEEDED in file order. */
	readonly needs: readonly TreeNeed[];
	/** Symbols that nothing in the process provides; sorted. */
	readonly missingSymbols: readonly string[];
	/** Symbol versions that a library which is there does not have; sorted, `libc.so.6: GLIBC_2.38`. */
	readonly missingVersions: readonly string[];
}

/** One DT_NEEDED entry, answered. */
export interface TreeNeed {
	readonly name: string;
	/** Index in `objects`; absent where it was not found, or nobody looked. */
	readonly object?: number;
	/** The places that were tried in vain. */
	readonly tried?: readonly SearchStep[];
	/** A file is there that the loader refuses: why. */
	readonly refused?: string;
}

/** A library of the process, and how its path was found: `ld.so.cache`, `runpath`, `default`, ... */
export interface ResolvedLibrary {
	readonly library: string;
	/** Links resolved; absent for what the loader itself answers. */
	readonly path?: string;
	readonly how: SearchVia;
}

/** Every library that a load found, in load order. */
export function resolvedLibraries({ objects }: Load): readonly ResolvedLibrary[] {
	return objects.flatMap(({ requestedAs, path, via }) =>
		requestedAs === undefined || via === undefined
			? []
			: [{ library: requestedAs, ...(path === undefined ? {} : { path }), how: via }],
	);
}

/** The tree behind a load. Places and reasons are the model's own; nothing is looked up anew. */
export function dependencyTreeOf({ objects, problems, behind, interpreter, lines }: Load): DependencyTree {
	const all = [...problems, ...behind];
	const indexOf = objectFinder(objects);
	return {
		...(interpreter === undefined ? {} : { interpreter: { path: interpreter.path, libc: libcName(interpreter.libc) } }),
		...missingInterpreter(problems),
		objects: objects.map((object) => treeObject(object, all, indexOf)),
		...(lines[0] === undefined ? {} : { refusal: lines[0] }),
	};
}

function missingInterpreter(problems: readonly LoadProblem[]): Pick<DependencyTree, "missingInterpreter"> {
	const problem = problems.find(({ kind }) => kind === "interpreter-missing");
	return problem?.kind === "interpreter-missing" ? { missingInterpreter: problem.interpreter } : {};
}

function libcName(libc: { readonly kind: string; readonly version?: string | undefined }): string {
	return `${libc.kind} ${libc.version ?? ""}`.trimEnd();
}

/** Objects by every name that a DT_NEEDED entry may have for them. */
function objectFinder(objects: readonly LoadedObject[]): (name: string) => number | undefined {
	const byName = new Map<string, number>();
	for (const [index, { name, requestedAs, elf, via }] of objects.entries()) {
		const soname = via === "subject" ? undefined : elf?.dynamic?.soname;
		for (const known of [requestedAs, soname, baseName(name)]) {
			if (known !== undefined && known !== "" && !byName.has(known)) byName.set(known, index);
		}
	}
	const reserved = objects.findIndex(({ via }) => via === "reserved" || via === "interpreter");
	return (name) => byName.get(name) ?? (isReserved(name) && reserved !== -1 ? reserved : undefined);
}

/** Names that musl answers without a file. Source: ldso/dynlink.c, `reserved`. */
function isReserved(name: string): boolean {
	return /^(?:lib(?:c|pthread|rt|m|dl|util|xnet)\.)/.test(name);
}

function treeObject(
	object: LoadedObject,
	problems: readonly LoadProblem[],
	indexOf: (name: string) => number | undefined,
): TreeObject {
	const own = problems.filter((problem) => problem.object === object.name || problem.object === object.path);
	const symbols = own.flatMap((problem) =>
		problem.kind === "symbol-missing" && !problem.undecided ? [problem.symbol] : [],
	);
	const versions = own.flatMap((problem) =>
		problem.kind === "version-missing" && !problem.weak ? [`${problem.library}: ${problem.version}`] : [],
	);
	return {
		name: object.name,
		...(object.path === undefined ? {} : { path: object.path }),
		via: object.via ?? "subject",
		...(object.neededBy === undefined ? {} : { neededBy: object.neededBy }),
		steps: object.steps,
		needs: (object.elf?.dynamic?.needed ?? []).map((name) => needOf(name, problems, indexOf)),
		missingSymbols: [...new Set(symbols)].sort(),
		missingVersions: [...new Set(versions)].sort(),
	};
}

/** A name that could not be had is missing whoever asks for it: loaders look once. */
function needOf(
	name: string,
	problems: readonly LoadProblem[],
	indexOf: (name: string) => number | undefined,
): TreeNeed {
	for (const problem of problems) {
		if (problem.kind === "library-missing" && baseName(problem.library) === baseName(name)) {
			return { name, tried: problem.steps };
		}
		if (problem.kind === "library-unusable" && baseName(problem.library) === baseName(name)) {
			return { name, refused: `${problem.path}: ${problem.because}` };
		}
	}
	const object = indexOf(name) ?? indexOf(baseName(name));
	return { name, ...(object === undefined ? {} : { object }) };
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
