import type { WorkBudget } from "../budget/work-budget.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { apkDatabase } from "./apk.ts";
import { DatabaseFiles } from "./database-file.ts";
import { dpkgDatabase } from "./dpkg.ts";
import { mergedPath } from "./merged-path.ts";
import type { PackageDatabase } from "./package-database.ts";
import { pacmanDatabase } from "./pacman.ts";
import { rpmDatabase } from "./rpm.ts";

/** Which files of a root file system are its distribution's. */
export interface Ownership {
	readonly databases: readonly PackageDatabase[];
	/** What of the databases could not be read, in words that name the file: what it says of owners is not known. */
	readonly problems: readonly string[];
	/** Name of the package that owns the file at a real path; absent for files of nobody's. */
	ownerOf(realPath: string): string | undefined;
	/** Version of an installed package. */
	versionOf(packageName: string): string | undefined;
}

const known = new WeakMap<FileTree, Ownership>();

/** Reads every package database that a tree has: dpkg (distroless's form too), apk, pacman, rpm.
 *  Cost: the databases, once for each tree. What is malformed in one owns nothing. `budget` pays for the
 *  first reading. */
export function packageOwnership(tree: FileTree, budget?: WorkBudget): Ownership {
	const ownership = known.get(tree) ?? readOwnership(new DatabaseFiles(tree, budget));
	known.set(tree, ownership);
	return ownership;
}

function readOwnership(files: DatabaseFiles): Ownership {
	const databases = [dpkgDatabase(files), apkDatabase(files), pacmanDatabase(files), rpmDatabase(files)].filter(
		(database) => database !== undefined,
	);
	return {
		databases,
		problems: files.problems,
		ownerOf(realPath) {
			const path = mergedPath(realPath);
			return (
				firstAnswer(databases, ({ owners }) => owners.get(path)) ??
				firstAnswer(databases, (database) => ownerByPlace(path, database))
			);
		},
		versionOf: (name) => firstAnswer(databases, ({ versions }) => versions.get(name)),
	};
}

function firstAnswer(
	databases: readonly PackageDatabase[],
	ask: (database: PackageDatabase) => string | undefined,
): string | undefined {
	for (const database of databases) {
		const answer = ask(database);
		if (answer !== undefined) return answer;
	}
	return undefined;
}

/** What package managers keep to themselves. Images of Debian come with a policy-rc.d that no package owns: it tells
 *  package scripts to start nothing. */
const OWN_FOLDERS: Readonly<Record<PackageDatabase["format"], RegExp>> = {
	dpkg: /^\/var\/lib\/dpkg\/|^\/sbin\/policy-rc\.d$/,
	apk: /^\/lib\/apk\//,
	rpm: /^\/var\/lib\/rpm\//,
	pacman: /^\/var\/lib\/pacman\//,
};

/** Folders that distributions fill, by {@link mergedPath}; /usr/local, /opt and the rest are others'. */
const DISTRIBUTION_FOLDERS = /^\/(bin|sbin|lib\w*|usr\/(libexec|share|games|include)|etc)\//;

function ownerByPlace(path: string, { format, unlisted }: PackageDatabase): string | undefined {
	if (OWN_FOLDERS[format].test(path)) return format;
	return unlisted !== undefined && DISTRIBUTION_FOLDERS.test(path) ? unlisted : undefined;
}
