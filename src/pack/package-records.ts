import type { InstalledPackage } from "../packages/installed-packages.ts";
import { mergedPath } from "../packages/merged-path.ts";
import { memoryFile } from "../tree/memory-tree.ts";
import type { PackContents } from "./pack-contents.ts";

const REASON = "record of packages";

/** Says in the image which packages its files come from, in the form of the package manager that installed them, so that
 *  scanners see the versions. Only files that are there are listed. */
export function recordPackages(
	contents: PackContents,
	ownerOf: (realPath: string) => InstalledPackage | undefined,
): void {
	const owners = new Map<InstalledPackage, Set<string>>();
	for (const { path, entry } of contents.entries) {
		const owner = entry.type === "directory" ? undefined : ownerOf(path);
		if (owner !== undefined) owners.set(owner, (owners.get(owner) ?? new Set()).add(mergedPath(path)));
	}
	if (owners.size === 0) return;
	for (const path of ["/etc/os-release", "/usr/lib/os-release", "/etc/debian_version", "/etc/alpine-release"])
		contents.add(path, REASON);
	const sorted = [...owners].sort(([one], [other]) => (one.name < other.name ? -1 : 1));
	recordDebian(
		contents,
		sorted.filter(([{ format }]) => format === "dpkg"),
	);
	recordAlpine(
		contents,
		sorted.filter(([{ format }]) => format === "apk"),
	);
}

type Recorded = readonly [owner: InstalledPackage, paths: ReadonlySet<string>];

function recordDebian(contents: PackContents, packages: readonly Recorded[]): void {
	if (packages.length === 0) return;
	put(contents, "/var/lib/dpkg/status", packages.map(([{ record }]) => `${withStatus(record)}\n\n`).join(""));
	for (const [owner, paths] of packages) {
		const files = owner.files().filter((path) => paths.has(mergedPath(path)));
		put(contents, `/var/lib/dpkg/info/${owner.name}.list`, files.map((path) => `${path}\n`).join(""));
		contents.add(`/usr/share/doc/${owner.name}/copyright`, "licences of packages");
	}
}

/** Distroless images leave it out; dpkg-query wants it. */
function withStatus(record: string): string {
	return /^Status: /m.test(record) ? record : record.replace(/^(Package: .*)$/m, "$1\nStatus: install ok installed");
}

function recordAlpine(contents: PackContents, packages: readonly Recorded[]): void {
	if (packages.length === 0) return;
	const text = packages.map(([owner, paths]) => {
		const files = owner.files().filter((path) => paths.has(mergedPath(path)));
		return `${[owner.record, ...alpineFields(files)].join("\n")}\n\n`;
	});
	put(contents, "/lib/apk/db/installed", text.join(""));
}

function alpineFields(files: readonly string[]): readonly string[] {
	const byFolder = new Map<string, string[]>();
	for (const path of files) {
		const slash = path.lastIndexOf("/");
		const folder = path.slice(1, slash);
		byFolder.set(folder, [...(byFolder.get(folder) ?? []), path.slice(slash + 1)]);
	}
	return [...byFolder].flatMap(([folder, names]) => [`F:${folder}`, ...names.map((name) => `R:${name}`)]);
}

function put(contents: PackContents, path: string, text: string): void {
	contents.put(path, memoryFile(path, Buffer.from(text)), REASON);
}
