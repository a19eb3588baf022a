import type { Report, SubjectReport } from "../verdict/report.ts";

/** What reports for people call a subject: its path, and the input that it is in where there are several of them. */
export function subjectNames({ subjects }: Report): (subject: SubjectReport) => string {
	const isOneOfSeveral = new Set(subjects.map(({ source }) => source)).size > 1;
	return ({ path, source }) => (isOneOfSeveral && !isItsOwnInput(path, source) ? `${path} in ${source}` : path);
}

function isItsOwnInput(path: string, source: string): boolean {
	return source === path || source === `file:${path}`;
}
