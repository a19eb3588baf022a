import type { Report, SubjectReport } from "../verdict/report.ts";

/** What reports for people call a subject: its path, and the input that it is in where there are several of them. */
export function subjectNames({ subjects }: Report): (subject: SubjectReport) => string {
	const isOneOfSeveral = new Set(subjects.map(({ source }) => source)).size > 1;
	return ({ path, source }) => (isOneOfSeveral && !isItsOwnInput(path, source) ? `${path} in ${source}` : path);
}

function isItsOwnInput(path: string, source: string): boolean {
	return source === path || source === `file:${path}`;
}

/** The file that a CI system shows a finding at: on disk, relative to the repository. For what is in an archive that is
 *  the archive; for what came from standard input, its path there. */
export function locatedFile({ path, location = path }: Pick<SubjectReport, "path" | "location">): string {
	const plain = location.replace(/^-!\/+/, "");
	const end = plain.indexOf("!/");
	return (end === -1 ? plain : plain.slice(0, end)).replace(/^\.\//, "");
}

/** The whole location, members of archives included: what CI systems call a file. */
export function locatedName({ path, location = path }: Pick<SubjectReport, "path" | "location">): string {
	return location.replace(/^-!\/+/, "").replace(/^\.\//, "");
}
