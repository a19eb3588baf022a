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

/** The same few libraries are missing for one file after the other. */
const recentAnswers = new Recent<string, ReadonlyMap<string, string>>(1024);

/** Each library is looked for in all of the text, until there are so many that an index is worth its making. */
const FEW_LIBRARIES = 32;
let askedInText = 0;

/** Where the line of a library starts in the text. */
function lineOf(soname: string): number | undefined {
	askedInText += 1;
	if (askedInText > FEW_LIBRARIES) return lines().get(soname);
	const newline = table().text.indexOf(`\n${soname}\t`);
	return newline === -1 ? undefined : newline + 1;
}

const lines = lazy(() => {
	const { text } = table();
	const index = new Map<string, number>();
	for (let start = 0; start < text.length; ) {
		const tab = text.indexOf("\t", start);
		const end = text.indexOf("\n", start);
		const name = text.slice(start, tab);
		if (tab !== -1 && tab < end && !index.has(name)) index.set(name, start);
		start = end === -1 ? text.length : end + 1;
	}
	return index;
});

function lookUp(soname: string): ReadonlyMap<string, string> {
	const { text, releases } = table();
	const isName = soname.includes(".so") && !/[\t\n]/.test(soname);
	const start = isName ? lineOf(soname) : undefined;
	if (start === undefined) return new Map();
	const [, ...columns] = text.slice(start, text.indexOf("\n", start)).split("\t");
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
