import type { LoaderEnvironment } from "../loader/load.ts";

const LOADER_VARIABLES = [
	["libraryPath", "LD_LIBRARY_PATH"],
	["preload", "LD_PRELOAD"],
	["bindNow", "LD_BIND_NOW"],
	["tunables", "GLIBC_TUNABLES"],
	["trace", "LD_TRACE_LOADED_OBJECTS"],
	["debug", "LD_DEBUG"],
] as const satisfies readonly (readonly [keyof LoaderEnvironment, string])[];

/** What of an environment judging looks at. */
export interface JudgedEnvironment {
	/** All of it, `NAME=value`. */
	readonly variables?: readonly string[];
	/** Absolute folders of PATH; absent where it is not set. */
	readonly searchPath?: readonly string[];
	/** What loaders obey; absent where nothing of it is set. */
	readonly environment?: LoaderEnvironment;
}

/** Finds it in `NAME=value`; the last of a name counts. */
export function processEnvironment(variables: readonly string[]): JudgedEnvironment {
	const variable = (name: string) =>
		variables.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
	const path = variable("PATH");
	const forLoaders = LOADER_VARIABLES.flatMap(([key, name]) => {
		const value = variable(name);
		return value === undefined ? [] : [[key, value] as const];
	});
	return {
		...(variables.length === 0 ? {} : { variables }),
		...(path === undefined ? {} : { searchPath: path.split(":").filter((folder) => folder.startsWith("/")) }),
		...(forLoaders.length === 0 ? {} : { environment: Object.fromEntries(forLoaders) }),
	};
}
