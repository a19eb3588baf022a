import type { LoaderEnvironment } from "../loader/load.ts";
import type { Place } from "./judge.ts";

const LOADER_VARIABLES = [
	["libraryPath", "LD_LIBRARY_PATH"],
	["preload", "LD_PRELOAD"],
	["bindNow", "LD_BIND_NOW"],
	["tunables", "GLIBC_TUNABLES"],
] as const satisfies readonly (readonly [keyof LoaderEnvironment, string])[];

/** What of an environment (`NAME=value`, the last of a name counts) judging looks at: PATH, and what loaders obey. */
export function processEnvironment(variables: readonly string[]): Pick<Place, "searchPath" | "environment"> {
	const variable = (name: string) =>
		variables.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
	const path = variable("PATH");
	const forLoaders = LOADER_VARIABLES.flatMap(([key, name]) => {
		const value = variable(name);
		return value === undefined ? [] : [[key, value] as const];
	});
	return {
		...(path === undefined ? {} : { searchPath: path.split(":").filter((folder) => folder.startsWith("/")) }),
		...(forLoaders.length === 0 ? {} : { environment: Object.fromEntries(forLoaders) }),
	};
}
