import type { SearchVia } from "../load.ts";

/** Directories in the order in which they are tried. */
export interface SearchPath {
	readonly via: SearchVia;
	readonly directories: readonly SearchDirectory[];
}

/** One entry of a search path. */
export interface SearchDirectory {
	readonly path: string;
	/** It came from `$ORIGIN`, so that a lone subject's neighbourhood answers first. */
	readonly carried: boolean;
}

/** Entries of a path list as path_open in ldso/dynlink.c splits them: by colon or newline, empty ones skipped. */
export function splitPath(list: string): readonly string[] {
	return list.split(/[:\n]/).filter((entry) => entry !== "");
}
