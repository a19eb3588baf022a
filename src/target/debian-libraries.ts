import { readFileSync } from "node:fs";
import { lazy } from "../elf/lazy.ts";
import { dataFile } from "./data-file.ts";

/** Which Debian releases have a library in the loader's default directories, by which package; oldest first, empty for
 *  a name that none has. Shape: release number to package. Source: Debian's own lists of files (amd64), by
 *  scripts/debian-libraries.ts.
 *  Errors: Error when the installation lacks its data. */
export function debianPackagesOf(soname: string): ReadonlyMap<number, string> {
	const { text, releases } = table();
	const isName = soname.includes(".so") && !/[\t\n]/.test(soname);
	const start = isName ? text.indexOf(`\n${soname}\t`) : -1;
	if (start === -1) return new Map();
	const [, ...columns] = text.slice(start + 1, text.indexOf("\n", start + 1)).split("\t");
	const packages = new Map<number, string>();
	let last = "";
	for (const [index, column] of columns.entries()) {
		last = column === "=" ? last : column;
		if (last !== "") packages.set(releases[index] ?? 0, last);
	}
	return packages;
}

/** Releases that {@link debianPackagesOf} knows of. */
export function knownDebianReleases(): readonly number[] {
	return table().releases;
}

/** Read when a library is first missing. */
const table = lazy(() => {
	const text = readFileSync(dataFile("debian-libraries.tsv"), "latin1");
	const start = text.indexOf("\nsoname\t") + 1;
	const [, ...releases] = text.slice(start, text.indexOf("\n", start)).split("\t").map(Number);
	return { text, releases };
});
