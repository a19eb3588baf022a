import type { Command } from "commander";
import { UsageError } from "../policy/usage-error.ts";
import { nearestNames } from "../targets/nearest-names.ts";

const PREFIX = "ELFSPECT_";

/** Variables that are no option: the cache's key, what templates of CI systems pass on, and what the project's own tests
 *  and scripts read. */
const OTHERS: readonly string[] = [
	"ELFSPECT_CACHE_KEY",
	"ELFSPECT_SUBJECTS",
	"ELFSPECT_PACKAGE",
	"ELFSPECT_COMMAND",
	"ELFSPECT_CONFORMANCE",
	"ELFSPECT_CORPUS",
	"ELFSPECT_EXTRACTED_ROOTS",
	"ELFSPECT_MUSL_SYMBOLS",
	"ELFSPECT_PREPARING",
	"ELFSPECT_ROOTS",
	"ELFSPECT_ROOT_ARCHIVES",
	"ELFSPECT_RUNS",
	"ELFSPECT_ZIG",
];

/** Refuses variables that look like settings and are none: a gate whose `ELFSPECT_TARGETS` nobody reads always passes.
 *  Errors: UsageError with the nearest name. */
export function refuseUnknownVariables(command: Command, environment: NodeJS.ProcessEnv): void {
	const known = [...command.options.flatMap(({ envVar }) => envVar ?? []), ...OTHERS];
	for (const name of Object.keys(environment).sort()) {
		if (!name.startsWith(PREFIX) || known.includes(name)) continue;
		const [near] = nearestNames(name, known);
		const hint = near === undefined ? "inspect --help names those that there are" : `did you mean ${near}?`;
		throw new UsageError(`${name}: no such setting; ${hint}`);
	}
}
