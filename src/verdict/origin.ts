import type { SubjectReport } from "./report.ts";

/** Where a file comes from, as whoever mends it would look for it: the distribution's package, else the npm package or
 *  Python distribution that its path lies in. Absent for the application's own files. */
export function originOf({ ownedBy, path }: SubjectReport): string | undefined {
	if (ownedBy !== undefined) return `package ${ownedBy}`;
	const [, npm] = /^.*\/node_modules\/((?:@[^/]+\/)?[^/@.][^/]*)\//.exec(`/${path}`) ?? [];
	if (npm !== undefined) return `npm ${npm}`;
	const [, python] = /^.*\/(?:site|dist)-packages\/([^/]+)/.exec(`/${path}`) ?? [];
	if (python !== undefined) return `Python ${python.replace(/\.libs$|\..*\.so$/, "")}`;
	return undefined;
}
