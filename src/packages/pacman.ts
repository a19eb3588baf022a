import type { DatabaseFiles } from "./database-file.ts";
import { mergedPath } from "./merged-path.ts";
import type { PackageDatabase } from "./package-database.ts";
import { PathOwners } from "./path-owners.ts";

const LOCAL = "/var/lib/pacman/local";

/** The pacman database of a tree (Arch): a folder per package, `name-version-release`, with a list of files. */
export function pacmanDatabase(files: DatabaseFiles): PackageDatabase | undefined {
	const folders = files.tree.list(LOCAL).flatMap((name) => {
		const parts = /^(.+)-([^-]+-[^-]+)$/.exec(name);
		return parts === null ? [] : [{ name, owner: parts[1] ?? name, version: parts[2] ?? "" }];
	});
	if (folders.length === 0) return undefined;
	const owners = new PathOwners();
	for (const { name, owner } of folders) {
		for (const path of filesIn(files.lines(`${LOCAL}/${name}/files`))) owners.set(mergedPath(`/${path}`), owner);
	}
	return {
		format: "pacman",
		path: LOCAL,
		owners,
		versions: new Map(folders.map(({ owner, version }) => [owner, version])),
	};
}

/** The lines between `%FILES%` and the next empty line; folders end in a slash. */
function* filesIn(lines: Iterable<string>): Generator<string> {
	let isInside = false;
	for (const line of lines) {
		if (isInside && line === "") return;
		if (isInside && !line.endsWith("/")) yield line;
		isInside ||= line === "%FILES%";
	}
}
