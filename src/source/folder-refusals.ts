import type { Diagnostics } from "../archive/diagnostics.ts";
import type { Refusal } from "../disk/directory-tree.ts";

/** What cannot be read may hide anything: an error for each, once. What vanished hides nothing: a warning. */
export function refusalsTo(diagnostics: Diagnostics, folder: string): Refusal {
	const told = new Set<string>();
	return (realPath, errno) => {
		if (told.has(realPath)) return;
		told.add(realPath);
		const name = realPath === "/" ? folder : folder.replace(/\/+$/, "") + realPath;
		if (errno === "ENOENT" || errno === "ENOTDIR") {
			diagnostics.warning(`${name}: vanished while the folder was read`, realPath);
			return;
		}
		const because = errno === "EACCES" || errno === "EPERM" ? "permission denied" : errno;
		diagnostics.error(`${name}: cannot be read: ${because}`, realPath);
	};
}
