import type { LoadProblem } from "../load.ts";
import { denialIn } from "../load-outcome.ts";
import { errnoText, type MuslErrno } from "./errno.ts";
import { isFailure, type LoadFailure, loadLibrary } from "./load-library.ts";
import { type Dso, isRuntime, type MuslProcess } from "./process.ts";

/** Loads what the objects from `first` on need, breadth first; the chain grows meanwhile.
 *  Source: load_deps in ldso/dynlink.c. */
export function loadDependencies(process: MuslProcess, first: Dso): void {
	const { chain } = process;
	for (let index = chain.indexOf(first); index < chain.length; index += 1) {
		const dso = chain[index];
		if (dso !== undefined && dso !== process.loader) loadDirect(process, dso);
	}
}

function loadDirect(process: MuslProcess, dso: Dso): void {
	for (const name of dso.dynamic?.needed ?? []) {
		const outcome = loadLibrary(process, name, dso);
		if (!isFailure(outcome)) noteAnswer(process, name, outcome);
		else if (outcome.path === undefined && isLent(process, name)) process.lent.add(name);
		else noteFailure(process, name, outcome, dso);
	}
}

function noteAnswer({ answered, unasked }: MuslProcess, name: string, dso: Dso): void {
	answered.add(name);
	unasked.delete(dso);
}

/** Whether the host has a library that the root has not: load_library finds it among the loaded ones. */
function isLent(process: MuslProcess, name: string): boolean {
	return isRuntime(process) && process.start.request.hostLibraries?.includes(name) === true;
}

/** A library that did not load; `neededBy` absent: dlopen itself asked for it. */
export function noteFailure(process: MuslProcess, name: string, outcome: LoadFailure, neededBy?: Dso): void {
	process.missing.add(name);
	if (outcome.errno !== undefined) process.problems.push(loadProblem(name, outcome, outcome.errno, neededBy));
}

function loadProblem(
	library: string,
	{ path, steps }: LoadFailure,
	errno: MuslErrno,
	neededBy: Dso | undefined,
): LoadProblem {
	const because = errnoText(errno);
	const asker = neededBy === undefined ? "" : ` (needed by ${neededBy.name})`;
	const line = `Error loading shared library ${library}: ${because}${asker}`;
	const place = { fatal: true, line, object: neededBy?.name ?? library } as const;
	if (path === undefined) return { ...place, kind: "library-missing", library, steps, ...denialIn(steps) };
	return { ...place, kind: "library-unusable", library, path, because };
}
