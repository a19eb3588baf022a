import { nameLengthBytes } from "../../tree/path-name.ts";
import type { SearchStep, SearchVia } from "../load.ts";
import { lookUpsFor, type OpenedFile } from "../process-files.ts";
import type { Dso, MuslProcess } from "./process.ts";
import { searchPathOf } from "./rpath.ts";
import { type SearchPath, splitPath } from "./search-path.ts";
import { systemPath } from "./system-path.ts";

const NAME_MAX = 255;
/** sizeof the buffer that a path is put together in: 2 * NAME_MAX + 2. */
const PATH_BUFFER = 512;

/** A file that was found and opened. */
export interface FoundFile {
	readonly file: OpenedFile;
	readonly path: string;
	readonly via: SearchVia;
}

/** Opens a library by path or by searching for its name; every place tried is noted in `steps`.
 *  LD_LIBRARY_PATH comes first, then the needed-by chain's own paths, each as its object wrote it, then the system's
 *  directories.
 *  Source: load_library and path_open in ldso/dynlink.c. */
export function findLibrary(
	process: MuslProcess,
	name: string,
	neededBy: Dso | undefined,
	steps: SearchStep[],
): FoundFile | undefined {
	if (name.includes("/")) return openPath(process, name, steps);
	if (nameLengthBytes(name) > NAME_MAX) return undefined;
	const fromEnvironment = searchIn(process, name, environmentPath(process), steps);
	if (fromEnvironment !== undefined) return fromEnvironment === "inhibited" ? undefined : fromEnvironment;
	for (let dso = neededBy; dso !== undefined; dso = dso.neededBy) {
		const found = searchIn(process, name, searchPathOf(process, dso), steps);
		if (found !== undefined) return found === "inhibited" ? undefined : found;
	}
	const found = searchIn(process, name, systemPath(process), steps);
	return found === "inhibited" ? undefined : found;
}

function environmentPath({ start }: MuslProcess): SearchPath {
	const directories = splitPath(start.request.environment?.libraryPath ?? "");
	return { via: "LD_LIBRARY_PATH", directories: directories.map((path) => ({ path, carried: false })) };
}

function openPath(process: MuslProcess, path: string, steps: SearchStep[]): FoundFile | undefined {
	const file = process.files.open(path, true);
	if (typeof file !== "string") {
		steps.push({ tried: path, via: "path", outcome: "found" });
		return { file, path, via: "path" };
	}
	process.errno = file;
	steps.push(absence(process, path, "path", file));
	return undefined;
}

function absence({ files }: MuslProcess, tried: string, via: SearchVia, errno: string): SearchStep {
	const denial = errno === "EACCES" ? files.denial(tried, "read") : undefined;
	return { tried, via, outcome: "absent", because: errno, ...(denial === undefined ? {} : { denial }) };
}

/** `inhibited`: an error that ends the whole search. */
function searchIn(
	process: MuslProcess,
	name: string,
	{ via, directories }: SearchPath,
	steps: SearchStep[],
): FoundFile | "inhibited" | undefined {
	for (const directory of directories) {
		const path = `${directory.path}/${name}`;
		process.start.request.budget?.charge("look-ups of libraries", lookUpsFor(path.length));
		if (path.length >= PATH_BUFFER || nameLengthBytes(path) >= PATH_BUFFER) {
			steps.push({ tried: path, via, outcome: "skipped", because: "the path is too long" });
			continue;
		}
		const file = process.files.open(path, directory.carried);
		if (typeof file !== "string") {
			steps.push({ tried: path, via, outcome: "found" });
			return { file, path, via };
		}
		process.errno = file;
		steps.push(absence(process, path, via, file));
		if (file === "ELOOP") return "inhibited";
	}
	return undefined;
}
