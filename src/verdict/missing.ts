import type { Load, LoadProblem } from "../loader/load.ts";
import type { TargetResult } from "./report.ts";

/** Everything that a target lacks for a load, what would follow behind a missing interpreter included.
 *  Complete and sorted; symbols that a missing library may still bring are left out. */
export function missingOf(load: Load): TargetResult["missing"] {
	const problems = [...load.problems, ...load.behind];
	const interpreter = load.problems.flatMap((problem) => missingInterpreter(problem))[0];
	return {
		...(interpreter === undefined ? {} : { interpreter }),
		libraries: names(problems, missingLibrary),
		symbols: names(problems, missingSymbol),
		versions: names(problems, missingVersion),
	};
}

function missingInterpreter(problem: LoadProblem): readonly string[] {
	return problem.kind === "interpreter-missing" ? [problem.interpreter] : [];
}

/** What /etc/ld.so.preload names in vain is only reported; what the user may not read is there. */
function missingLibrary(problem: LoadProblem): readonly string[] {
	return problem.kind === "library-missing" && problem.fatal && problem.denial === undefined ? [problem.library] : [];
}

function missingSymbol(problem: LoadProblem): readonly string[] {
	return problem.kind === "symbol-missing" && !problem.undecided ? [problem.symbol] : [];
}

function missingVersion(problem: LoadProblem): readonly string[] {
	return problem.kind === "version-missing" && !problem.weak ? [problem.version] : [];
}

function names(problems: readonly LoadProblem[], pick: (problem: LoadProblem) => readonly string[]): readonly string[] {
	return [...new Set(problems.flatMap(pick))].sort();
}
