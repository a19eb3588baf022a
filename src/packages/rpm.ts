import type { DatabaseFiles } from "./database-file.ts";
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
export function rpmDatabase(files: DatabaseFiles): PackageDatabase | undefined {
	for (const path of SQLITE) {
		const bytes = files.bytes(path);
		if (bytes !== undefined && bytes.length > 0) return fromSqlite(path, bytes, files);
	}
	const path = [...SQLITE, ...OTHERS].find((candidate) => files.tree.lookup(candidate).found);
	return path === undefined ? undefined : { ...EMPTY, path, unlisted: "rpm" };
}

const EMPTY = { format: "rpm", owners: new PathOwners(), versions: new Map<string, string>() } as const;

/** Letters of a path that cost as much as a row. */
const LETTERS_FOR_ONE_ROW = 64;

function fromSqlite(path: string, bytes: Buffer, files: DatabaseFiles): PackageDatabase {
	const owners = new PathOwners();
	const versions = new Map<string, string>();
	const reading = {
		affords: (rows: number) => files.affords(path, rows),
		damaged: (what: string) => files.complain(path, `damaged: ${what}`),
	};
	for (const row of tableRows(bytes, "Packages", reading)) {
		const blob = row.find(isBlob);
		const found = blob === undefined ? undefined : rpmPackage(blob);
		if (found === undefined) continue;
		versions.set(found.name, found.version);
		for (const file of found.files()) {
			if (!reading.affords(1 + file.length / LETTERS_FOR_ONE_ROW)) break;
			owners.set(mergedPath(file), found.name);
		}
	}
	// What a damaged one does not say is nobody's: it must not hide files.
	const isKnown = !owners.isEmpty || files.problems.length > 0;
	return isKnown ? { format: "rpm", path, owners, versions } : { ...EMPTY, path, unlisted: "rpm" };
}

function isBlob(value: SqliteValue): value is Buffer {
	return value instanceof Buffer;
}
