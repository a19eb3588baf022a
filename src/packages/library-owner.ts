import type { Ownership } from "./ownership.ts";
import type { PackageDatabase } from "./package-database.ts";

/** Where a library was that only the old base provided. */
export interface LibraryOwner {
	/** Path in the old root, as its package database has it (without `/usr` on merged systems). */
	readonly path: string;
	readonly package: string;
	readonly version?: string;
	/** Of the database that says so. */
	readonly format: PackageDatabase["format"];
}

const indexes = new WeakMap<Ownership, ReadonlyMap<string, LibraryOwner>>();

/** Which package of an input's distribution brought the library of this file name (a DT_NEEDED entry); absent where
 *  none did. Of several, the first by path. Cost: one pass over all owned paths, once for each input. */
export function libraryOwner(ownership: Ownership, library: string): LibraryOwner | undefined {
	const index = indexes.get(ownership) ?? indexOf(ownership);
	indexes.set(ownership, index);
	return index.get(library.slice(library.lastIndexOf("/") + 1));
}

function indexOf({ databases, versionOf }: Ownership): ReadonlyMap<string, LibraryOwner> {
	const index = new Map<string, LibraryOwner>();
	for (const { owners, format } of databases) {
		for (const [path, owner] of owners) {
			const name = path.slice(path.lastIndexOf("/") + 1);
			const before = index.get(name);
			if (!name.includes(".so") || (before !== undefined && before.path <= path)) continue;
			const version = versionOf(owner);
			index.set(name, { path, package: owner, format, ...(version === undefined ? {} : { version }) });
		}
	}
	return index;
}
