import { nameLengthBytes } from "../../tree/path-name.ts";
import type { LoadProblem } from "../load.ts";
import type { Dso, MuslProcess } from "./process.ts";
import { type SearchPath, splitPath } from "./search-path.ts";

/** sizeof the buffer that takes /proc/self/exe: 2 * NAME_MAX + 2. */
const ORIGIN_BUFFER = 512;

/** A path with more letters than these does not fit into the loader's buffer: the rest is not put together. */
const MOST_LETTERS = 8192;

/** An object's own search path: DT_RUNPATH, else DT_RPATH; both are treated alike.
 *  Source: fixup_rpath in ldso/dynlink.c. */
export function searchPathOf(process: MuslProcess, dso: Dso): SearchPath {
	dso.searchPath ??= expand(process, dso);
	return dso.searchPath;
}

function expand(process: MuslProcess, dso: Dso): SearchPath {
	const runpath = dso.dynamic?.runpath;
	const written = runpath ?? dso.dynamic?.rpath ?? "";
	const via = runpath === undefined ? "rpath" : "runpath";
	const obstacle = written.includes("$") ? expansionObstacle(dso, written) : undefined;
	if (obstacle === undefined) return { via, directories: directories(written, originOf(dso)) };
	process.problems.push(droppedPath(dso, written, obstacle));
	return { via, directories: [] };
}

/** Why the whole path is dropped; absent when it can be expanded. */
function expansionObstacle(dso: Dso, written: string): string | undefined {
	if (/\$(?!ORIGIN|\{ORIGIN\})/.test(written)) return "it has a $ that is not followed by ORIGIN";
	if (dso.originFile === undefined) return "the program's path is not known";
	if (dso.kernelMapped && nameLengthBytes(dso.originFile) >= ORIGIN_BUFFER) return "the program's path is too long";
	return undefined;
}

function originOf({ originFile = "" }: Dso): string {
	const slash = originFile.lastIndexOf("/");
	return slash === -1 ? "." : originFile.slice(0, slash);
}

function directories(written: string, origin: string): SearchPath["directories"] {
	return splitPath(written).flatMap((entry) => {
		let letters = 0;
		const expanded = entry.replace(/\$(ORIGIN|\{ORIGIN\})/g, () => {
			letters += origin.length;
			return letters > MOST_LETTERS ? "" : origin;
		});
		// A colon inside the origin splits it once more: the loader substitutes first.
		return splitPath(expanded).map((path) => ({ path, carried: expanded !== entry }));
	});
}

function droppedPath(dso: Dso, searchPath: string, because: string): LoadProblem {
	return { kind: "search-path-dropped", fatal: false, object: dso.name, searchPath, because };
}
