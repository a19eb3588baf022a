import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isRemote, parseInputSpec } from "../source/input-spec.ts";
import { causesOf } from "../verdict/causes.ts";
import type { Report } from "../verdict/report.ts";

/** The report with every location as the repository around `workingDirectory` has it, whatever the current folder is;
 *  without a repository, as that folder has it. What lies outside keeps its absolute path. */
export function withRepositoryLocations(report: Report, workingDirectory: string): Report {
	const root = repositoryAround(workingDirectory) ?? workingDirectory;
	const subjects = report.subjects.map((subject) =>
		subject.location === undefined
			? subject
			: { ...subject, location: locationBelow(root, workingDirectory, subject.location) },
	);
	return { ...report, subjects, ...(report.causes === undefined ? {} : { causes: causesOf(subjects) }) };
}

/** One location, as the repository around `workingDirectory` has it. */
export function repositoryLocation(location: string, workingDirectory: string): string {
	return locationBelow(repositoryAround(workingDirectory) ?? workingDirectory, workingDirectory, location);
}

/** The nearest folder, this one or above, that Git has its folder (or, for a worktree, file) in. */
export function repositoryAround(folder: string): string | undefined {
	for (let here = folder; ; here = dirname(here)) {
		if (existsSync(join(here, ".git"))) return here;
		if (dirname(here) === here) return undefined;
	}
}

/** With slashes on every system; members of archives stay behind their `!`. */
function locationBelow(root: string, workingDirectory: string, location: string): string {
	const [file = "", ...members] = location.split("!/");
	if (file === "-" || isRemote(parseInputSpec(file))) return location;
	const path = relative(root, resolve(workingDirectory, file));
	const isOutside = path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
	const place = isOutside ? resolve(workingDirectory, file) : path === "" ? "." : path;
	return [place.split(sep).join("/"), ...members].join("!/");
}
