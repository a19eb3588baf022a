import type { PathOwners } from "./path-owners.ts";

/** One package database of a root file system. */
export interface PackageDatabase {
	readonly format: "dpkg" | "apk" | "rpm" | "pacman";
	/** Where it stands. */
	readonly path: string;
	/** Owner of each file, by {@link mergedPath}. */
	readonly owners: PathOwners;
	/** Installed packages with their versions, where the database tells. */
	readonly versions: ReadonlyMap<string, string>;
	/** Set where the database is there but does not say whose a file is: files of the distribution's folders are then
	 *  taken to be its own, under this name. */
	readonly unlisted?: string;
}
