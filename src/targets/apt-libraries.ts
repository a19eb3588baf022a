import { readFileSync } from "node:fs";
import { Recent } from "../bytes/recent.ts";
import { lazy } from "../elf/lazy.ts";
import { dataFile } from "./data-file.ts";

/** Which releases of Debian and Ubuntu have a library in the loader's default directories, by which package; oldest
 *  first, empty for a name that none has. Shape: `debian:12`, `ubuntu:24.04` to package. Source: the distributions' own
 *  lists of files (amd64), by scripts/apt-libraries.ts.
 *  Errors: Error when the installation lacks its data. */
export function aptPackagesOf(soname: string): ReadonlyMap<string, string> {
	return recentAnswers.get(soname, () => lookUp(soname));
}

/** The same few libraries are missing for one file after the other, and each is looked for in all of the text. */
const recentAnswers = new Recent<string, ReadonlyMap<string, string>>(1024);

function lookUp(soname: string): ReadonlyMap<string, string> {
	const { text, releases } = table();
	const isName = soname.includes(".so") && !/[\t\n]/.test(soname);
	const start = isName ? text.indexOf(`\n${soname}\t`) : -1;
	if (start === -1) return new Map();
	const [, ...columns] = text.slice(start + 1, text.indexOf("\n", start + 1)).split("\t");
	const packages = new Map<string, string>();
	let last = "";
	for (const [index, column] of columns.entries()) {
		last = column === "=" ? last : column;
		if (last !== "") packages.set(releases[index] ?? "", last);
	}
	return packages;
}

/** Releases that {@link aptPackagesOf} knows of. */
export function knownAptReleases(): readonly string[] {
	return table().releases;
}

/** What an add-on lays over the image changes nothing. */
const NAMED = /^(?:(?:debian:|distroless\/[a-z-]+-debian)(\d+)(?:-slim)?|ubuntu:([\d.]+))(?:\+|$)/;

/** The release that `debian:12-slim`, `distroless/cc-debian12` or `ubuntu:24.04` stands for; absent for other names and
 *  for releases of which nothing is known. */
export function aptReleaseNamed(target: string): string | undefined {
	const [, debian, ubuntu] = NAMED.exec(target) ?? [];
	return knownRelease(debian === undefined ? `ubuntu:${ubuntu}` : `debian:${debian}`);
}

/** The release itself where something is known of it. */
export function knownRelease(release: string): string | undefined {
	return knownAptReleases().includes(release) ? release : undefined;
}

/** Read when a library is first missing. */
const table = lazy(() => {
	const text = readFileSync(dataFile("apt-libraries.tsv"), "latin1");
	const start = text.indexOf("\nsoname\t") + 1;
	const [, ...releases] = text.slice(start, text.indexOf("\n", start)).split("\t");
	return { text, releases };
});
