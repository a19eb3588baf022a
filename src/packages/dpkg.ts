import type { FileTree } from "../tree/file-tree.ts";
import { databaseText, linesOf } from "./database-file.ts";
import { mergedPath } from "./merged-path.ts";
import type { PackageDatabase } from "./package-database.ts";
import { PathOwners } from "./path-owners.ts";

const STATUS = "/var/lib/dpkg/status";
const INFO = "/var/lib/dpkg/info";
const DIVERSIONS = "/var/lib/dpkg/diversions";
/** Distroless: one status file per package, with its md5sums beside it. */
const STATUS_FOLDER = "/var/lib/dpkg/status.d";

/** The dpkg database of a tree: Debian's, and distroless's, which has no `info` folder.
 *  Source: dpkg(1), dpkg-query(1); distroless's dpkg_status.py. */
export function dpkgDatabase(tree: FileTree): PackageDatabase | undefined {
	const lists = tree.list(INFO).filter((name) => name.endsWith(".list"));
	if (lists.length > 0) return debian(tree, lists);
	const packages = tree.list(STATUS_FOLDER);
	if (packages.length > 0) return distroless(tree, packages);
	const status = databaseText(tree, STATUS);
	return status === undefined || status === ""
		? undefined
		: { ...EMPTY, path: STATUS, versions: versionsIn(status), unlisted: "dpkg" };
}

const EMPTY = { format: "dpkg", owners: new PathOwners(), versions: new Map<string, string>() } as const;

function debian(tree: FileTree, lists: readonly string[]): PackageDatabase {
	const owners = new PathOwners();
	for (const list of lists) {
		// `libc6:amd64.list`: the architecture is no part of the name.
		const owner = list.slice(0, -".list".length).split(":")[0] ?? list;
		for (const path of linesOf(databaseText(tree, `${INFO}/${list}`) ?? "")) owners.set(mergedPath(path), owner);
	}
	for (const [from, to] of diversions(databaseText(tree, DIVERSIONS) ?? "")) {
		const owner = owners.get(mergedPath(from));
		if (owner !== undefined) owners.set(mergedPath(to), owner);
	}
	return { format: "dpkg", path: INFO, owners, versions: versionsIn(databaseText(tree, STATUS) ?? "") };
}

/** Triples of lines: the file, where it is put instead, the package that asked for it. */
function* diversions(text: string): Generator<readonly [from: string, to: string]> {
	const lines = linesOf(text);
	for (let at = 0; at + 2 < lines.length; at += 3) yield [lines[at] ?? "", lines[at + 1] ?? ""];
}

function distroless(tree: FileTree, names: readonly string[]): PackageDatabase {
	const owners = new PathOwners();
	const versions = new Map<string, string>();
	const sums = names.filter((name) => name.endsWith(".md5sums"));
	for (const name of names.filter((name) => !sums.includes(name))) {
		for (const [owner, version] of versionsIn(databaseText(tree, `${STATUS_FOLDER}/${name}`) ?? ""))
			versions.set(owner, version);
	}
	for (const name of sums) {
		const owner = name.slice(0, -".md5sums".length);
		for (const line of linesOf(databaseText(tree, `${STATUS_FOLDER}/${name}`) ?? "")) {
			const path = /^[0-9a-f]{32} {2}(?:\.?\/)?(.+)$/.exec(line)?.[1];
			if (path !== undefined) owners.set(mergedPath(`/${path}`), owner);
		}
	}
	const listed = { format: "dpkg", path: STATUS_FOLDER, owners, versions } as const;
	// Images before 2023 have no md5sums: everything in the distribution's folders is the packages'.
	return sums.length > 0 ? listed : { ...listed, unlisted: "dpkg" };
}

/** `Package` and `Version` of every stanza. */
function versionsIn(status: string): ReadonlyMap<string, string> {
	const versions = new Map<string, string>();
	for (const stanza of status.split("\n\n")) {
		const name = /^Package: *(\S+)/m.exec(stanza)?.[1];
		const version = /^Version: *(\S+)/m.exec(stanza)?.[1];
		if (name !== undefined && version !== undefined) versions.set(name, version);
	}
	return versions;
}
