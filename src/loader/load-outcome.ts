import type { Load, LoadedObject, LoadProblem, SearchStep } from "./load.ts";
import type { LoaderRun, LoaderStart } from "./loader-model.ts";

/** A load that cannot be judged. */
export function unknownLoad(reason: string): Load {
	return { outcome: "unknown", lines: [], problems: [], behind: [], objects: [], reason };
}

/** A load that ended before a loader could do its work. */
export function refusedLoad(
	problems: readonly LoadProblem[],
	objects: readonly LoadedObject[],
	interpreter?: Load["interpreter"],
): Load {
	const base = { outcome: "refused", lines: linesUpToEnd(problems), problems, behind: [], objects } as const;
	return interpreter === undefined ? base : { ...base, interpreter };
}

/** The load that a loader's run amounts to. A certain obstacle counts even where something else could not be told. */
export function finishedLoad(run: LoaderRun, start: LoaderStart, interpreter: NonNullable<Load["interpreter"]>): Load {
	const { problems, objects, unknown } = run;
	const goesOn = start.interpreter.libc.kind === "musl" && start.request.mode === "exec";
	const base = {
		lines: goesOn ? linesUpToCrash(problems) : linesUpToEnd(problems),
		problems,
		behind: [],
		objects,
		interpreter,
	};
	if (problems.some(isCertainlyFatal)) return { ...base, outcome: "refused" };
	return unknown === undefined ? { ...base, outcome: "starts" } : { ...base, outcome: "unknown", reason: unknown };
}

/** What kept a search from a file that is there. */
export function denialIn(steps: readonly SearchStep[]): Pick<LoadProblem, "denial"> {
	const denial = steps.find((step) => step.denial !== undefined)?.denial;
	return denial === undefined ? {} : { denial };
}

/** A symbol that may still come with a library that could not be judged is no certain obstacle. */
function isCertainlyFatal(problem: LoadProblem): boolean {
	return problem.fatal && !(problem.kind === "symbol-missing" && problem.undecided);
}

/** Lines until the first problem that ends the load. */
function linesUpToEnd(problems: readonly LoadProblem[]): readonly string[] {
	const end = problems.findIndex(({ fatal }) => fatal);
	return linesOf(end === -1 ? problems : problems.slice(0, end + 1));
}

/** musl's start goes on to the end of its work, unless it dies on the way. */
function linesUpToCrash(problems: readonly LoadProblem[]): readonly string[] {
	const crash = problems.findIndex(({ kind }) => kind === "crash" || kind === "text-relocations");
	return linesOf(crash === -1 ? problems : problems.slice(0, crash));
}

function linesOf(problems: readonly LoadProblem[]): readonly string[] {
	return problems.flatMap(({ line }) => (line === undefined ? [] : [line]));
}
