import type { DatabaseFiles } from "./database-file.ts";
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
export function dpkgDatabase(files: DatabaseFiles): PackageDatabase | undefined {
	const lists = files.tree.list(INFO).filter((name) => name.endsWith(".list"));
	if (lists.length > 0) return debian(files, lists);
	const packages = files.tree.list(STATUS_FOLDER);
	if (packages.length > 0) return distroless(files, packages);
	const status = files.tree.lookup(STATUS);
	return status.found && status.entry.type === "file" && status.entry.sizeBytes > 0
		? { ...EMPTY, path: STATUS, versions: versionsIn(files.lines(STATUS)), unlisted: "dpkg" }
		: undefined;
}

const EMPTY = { format: "dpkg", owners: new PathOwners(), versions: new Map<string, string>() } as const;

function debian(files: DatabaseFiles, lists: readonly string[]): PackageDatabase {
	const owners = new PathOwners();
	for (const list of lists) {
		// `libc6:amd64.list`: the architecture is no part of the name.
		const owner = list.slice(0, -".list".length).split(":")[0] ?? list;
		for (const path of files.lines(`${INFO}/${list}`)) owners.set(mergedPath(path), owner);
	}
	for (const [from, to] of diversions(files.lines(DIVERSIONS))) {
		const owner = owners.get(mergedPath(from));
		if (owner !== undefined) owners.set(mergedPath(to), owner);
	}
	return { format: "dpkg", path: INFO, owners, versions: versionsIn(files.lines(STATUS)) };
}

/** Triples of lines: the file, where it is put instead, the package that asked for it. */
function* diversions(lines: Iterable<string>): Generator<readonly [from: string, to: string]> {
	let before: string[] = [];
	for (const line of lines) {
		const [from, to] = before;
		if (from === undefined || to === undefined) before.push(line);
		else {
			yield [from, to];
			before = [];
		}
	}
}

function distroless(files: DatabaseFiles, names: readonly string[]): PackageDatabase {
	const owners = new PathOwners();
	const versions = new Map<string, string>();
	const sums = names.filter((name) => name.endsWith(".md5sums"));
	for (const name of names.filter((name) => !name.endsWith(".md5sums"))) {
		for (const [owner, version] of versionsIn(files.lines(`${STATUS_FOLDER}/${name}`))) versions.set(owner, version);
	}
	for (const name of sums) {
		const owner = name.slice(0, -".md5sums".length);
		for (const line of files.lines(`${STATUS_FOLDER}/${name}`)) {
			const path = /^[0-9a-f]{32} {2}(?:\.?\/)?(.+)$/.exec(line)?.[1];
			if (path !== undefined) owners.set(mergedPath(`/${path}`), owner);
		}
	}
	const listed = { format: "dpkg", path: STATUS_FOLDER, owners, versions } as const;
	// Images before 2023 have no md5sums: everything in the distribution's folders is the packages'.
	return sums.length > 0 ? listed : { ...listed, unlisted: "dpkg" };
}

/** `Package` and `Version` of every stanza. */
function versionsIn(lines: Iterable<string>): ReadonlyMap<string, string> {
	const versions = new Map<string, string>();
	let name: string | undefined;
	let version: string | undefined;
	const end = (): void => {
		if (name !== undefined && version !== undefined) versions.set(name, version);
		[name, version] = [undefined, undefined];
	};
	for (const line of lines) {
		if (line === "") end();
		name ??= /^Package: *(\S+)/.exec(line)?.[1];
		version ??= /^Version: *(\S+)/.exec(line)?.[1];
	}
	end();
	return versions;
}
