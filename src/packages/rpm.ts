import type { FileTree } from "../tree/file-tree.ts";
import { databaseBytes } from "./database-file.ts";
import { mergedPath } from "./merged-path.ts";
import type { PackageDatabase } from "./package-database.ts";
import { PathOwners } from "./path-owners.ts";
import { rpmPackage } from "./rpm-header.ts";
import { type SqliteValue, tableRows } from "./sqlite-rows.ts";

const SQLITE = ["/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/share/rpm/rpmdb.sqlite"];
/** Berkeley DB and ndb: known, not read. */
const OTHERS = ["/var/lib/rpm/Packages", "/var/lib/rpm/Packages.db", "/usr/lib/sysimage/rpm/Packages.db"];

/** The rpm database of a tree. The SQLite form (Fedora 33, RHEL 9, Amazon Linux 2023 and later) is read; of the older
 *  forms it is only known that they are there, and files in the distribution's folders count as rpm's. */
export function rpmDatabase(tree: FileTree): PackageDatabase | undefined {
	for (const path of SQLITE) {
		const bytes = databaseBytes(tree, path);
		if (bytes !== undefined && bytes.length > 0) return fromSqlite(path, bytes);
	}
	const path = [...SQLITE, ...OTHERS].find((candidate) => tree.lookup(candidate).found);
	return path === undefined ? undefined : { ...EMPTY, path, unlisted: "rpm" };
}

const EMPTY = { format: "rpm", owners: new PathOwners(), versions: new Map<string, string>() } as const;

function fromSqlite(path: string, bytes: Buffer): PackageDatabase {
	const owners = new PathOwners();
	const versions = new Map<string, string>();
	for (const row of tableRows(bytes, "Packages") ?? []) {
		const blob = row.find(isBlob);
		const found = blob === undefined ? undefined : rpmPackage(blob);
		if (found === undefined) continue;
		versions.set(found.name, found.version);
		for (const file of found.files) owners.set(mergedPath(file), found.name);
	}
	return !owners.isEmpty ? { format: "rpm", path, owners, versions } : { ...EMPTY, path, unlisted: "rpm" };
}

function isBlob(value: SqliteValue): value is Buffer {
	return value instanceof Buffer;
}
