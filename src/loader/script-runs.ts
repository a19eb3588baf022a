import type { FileTree } from "../tree/file-tree.ts";
import type { LoadRequest } from "./load.ts";
import type { LoaderModel, LoaderRun, LoaderStart } from "./loader-model.ts";

/** What came of an interpreter's start, and for which script. */
interface Start {
	readonly request: LoadRequest;
	readonly execName: string;
	readonly run: LoaderRun;
}

/** By root, then by the interpreter's path: roots do not change, and hundreds of scripts start by the same shell. */
const knownStarts = new WeakMap<FileTree, Map<string, Start>>();

/** What the loader makes of the program that a `#!` line names: found out once for all scripts that are asked about in
 *  the same way. Only a start without any problem is shared: nothing but its objects then names the script. */
export function runOfScript(start: LoaderStart, execName: string, model: LoaderModel): LoaderRun {
	const { request } = start;
	const starts = knownStarts.get(request.root) ?? new Map<string, Start>();
	knownStarts.set(request.root, starts);
	const known = starts.get(request.path);
	if (known !== undefined && isSameRequest(known.request, request)) return renamed(known, execName);
	const run = model(start);
	if (run.problems.length === 0 && run.unknown === undefined) starts.set(request.path, { request, execName, run });
	return run;
}

/** Whatever a request says takes part, what it may come to say later included. */
function isSameRequest(one: LoadRequest, other: LoadRequest): boolean {
	const [ours, theirs] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
	return (
		ours.size === theirs.size && [...ours].every(([name, value]) => theirs.has(name) && theirs.get(name) === value)
	);
}

/** The loader knows the program by AT_EXECFN, which is the script's path. */
function renamed({ execName, run }: Start, name: string): LoaderRun {
	const objects = run.objects.map((object) => ({
		...object,
		...(object.name === execName ? { name } : {}),
		...(object.neededBy === execName ? { neededBy: name } : {}),
	}));
	return { ...run, objects };
}
