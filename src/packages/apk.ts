import type { DatabaseFiles } from "./database-file.ts";
import { mergedPath } from "./merged-path.ts";
import type { PackageDatabase } from "./package-database.ts";
import { PathOwners } from "./path-owners.ts";

const PATHS = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];

/** The apk database of a tree: Alpine's, and those of Wolfi and Chainguard.
 *  Source: apk-tools, doc/apk-package.5 and src/database.c (fields P, V, F, R). */
export function apkDatabase(files: DatabaseFiles): PackageDatabase | undefined {
	for (const path of PATHS) {
		if (files.tree.lookup(path).found) return { format: "apk", path, ...parseInstalled(files.lines(path)) };
	}
	return undefined;
}

/** One field per line: P package, V version, F folder, R file in the folder before it. */
function parseInstalled(lines: Iterable<string>): Pick<PackageDatabase, "owners" | "versions"> {
	const owners = new PathOwners();
	const versions = new Map<string, string>();
	let owner = "";
	let folder = "";
	for (const line of lines) {
		const value = line.slice(2);
		if (line.startsWith("P:")) owner = value;
		else if (line.startsWith("V:")) versions.set(owner, value);
		else if (line.startsWith("F:")) folder = value;
		else if (line.startsWith("R:")) owners.set(mergedPath(folder === "" ? `/${value}` : `/${folder}/${value}`), owner);
	}
	return { owners, versions };
}
