import { DF_1 } from "../../elf/constants.ts";
import type { SearchStep, SearchVia } from "../load.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import type { LoadableFile, Opening } from "./open-file.ts";
import type { Place } from "./place.ts";
import { expandTokens, type SearchDirectory } from "./search-path.ts";

/** Where a library was found, or why it was not. */
export type Search =
	| {
			readonly outcome: "found";
			readonly file: LoadableFile;
			readonly via: SearchVia;
			readonly steps: readonly SearchStep[];
	  }
	| {
			readonly outcome: "failed";
			/** What the loader says about it: the object's name, words and errno. */
			readonly object: string;
			readonly words: string;
			readonly errno?: string;
			/** A file was there that the loader refuses; absent when there was none. */
			readonly path?: string;
			readonly steps: readonly SearchStep[];
	  }
	| { readonly outcome: "unknown"; readonly because: string };

/** What a search remembers while it goes through the places. */
interface Progress {
	readonly steps: SearchStep[];
	otherClass: boolean;
}

type Decided = Exclude<Opening, { readonly outcome: "absent" | "skipped" }>;

/** Looks for a library as _dl_map_object does; `name` as the need has it, `loader` the object that needs it,
 *  `program` the main one. */
export function searchLibrary(place: Place, name: string, loader: LinkMap, program: LinkMap): Search {
	const progress: Progress = { steps: [], otherClass: false };
	const decided = name.includes("/")
		? byPath(place, name, loader, progress)
		: bySearch(place, name, loader, program, progress);
	return decided === undefined ? notFound(place, name, progress) : concluded(decided, progress);
}

interface Hit {
	readonly opening: Decided;
	readonly path: string;
	readonly via: SearchVia;
}

function concluded({ opening, path, via }: Hit, { steps }: Progress): Search {
	if (opening.outcome === "opened") return { outcome: "found", file: opening.file, via, steps };
	if (opening.outcome === "unknown") return opening;
	const { words, errno } = opening;
	return { outcome: "failed", object: path, words, path, steps, ...(errno === undefined ? {} : { errno }) };
}

function notFound(place: Place, name: string, { steps, otherClass }: Progress): Search {
	const errno = place.lastErrno === undefined ? {} : { errno: place.lastErrno };
	if (!otherClass) return { outcome: "failed", object: name, words: "cannot open shared object file", steps, ...errno };
	const other = place.is64 ? "ELFCLASS32" : "ELFCLASS64";
	return {
		outcome: "failed",
		object: name,
		words: `wrong ELF class: ${other}`,
		path: steps.at(-1)?.tried ?? name,
		steps,
	};
}

/** A name with a slash is a path, its tokens replaced. */
function byPath(place: Place, name: string, loader: LinkMap, progress: Progress): Hit | undefined {
	const { text } = expandTokens(name, loader.origin, place.settings.tokens);
	return text === undefined ? undefined : tryFile(place, text, true, "path", progress);
}

function bySearch(place: Place, name: string, loader: LinkMap, program: LinkMap, progress: Progress): Hit | undefined {
	const runpath = dynamicOf(loader)?.runpath;
	return (
		(runpath === undefined ? inRpaths(place, name, loader, program, progress) : undefined) ??
		tryDirectories(place, place.libraryPath, name, "LD_LIBRARY_PATH", progress) ??
		tryDirectories(place, place.runpathOf(loader), name, "runpath", progress) ??
		inCache(place, name, loader, progress) ??
		inSystemDirectories(place, name, loader, progress)
	);
}

/** DT_RPATH of the needing object, then of those that brought it in, then of the program. */
function inRpaths(place: Place, name: string, loader: LinkMap, program: LinkMap, progress: Progress): Hit | undefined {
	const seen = new Set<LinkMap>();
	for (let map: LinkMap | undefined = loader; map !== undefined; map = map.loader) {
		seen.add(map);
		const hit = tryDirectories(place, place.rpathOf(map), name, "rpath", progress);
		if (hit !== undefined) return hit;
	}
	return seen.has(program) ? undefined : tryDirectories(place, place.rpathOf(program), name, "rpath", progress);
}

function isNodeflib(loader: LinkMap): boolean {
	return ((dynamicOf(loader)?.flags1 ?? 0) & DF_1.DF_1_NODEFLIB) !== 0;
}

function inCache(place: Place, name: string, loader: LinkMap, progress: Progress): Hit | undefined {
	const path = place.cache()?.find(name);
	if (path === undefined) return undefined;
	if (isNodeflib(loader) && place.settings.systemDirectories.some((directory) => path.startsWith(directory))) {
		const because = "the object that needs it has DF_1_NODEFLIB";
		progress.steps.push({ tried: path, via: "ld.so.cache", outcome: "skipped", because });
		return undefined;
	}
	return tryFile(place, path, false, "ld.so.cache", progress);
}

function inSystemDirectories(place: Place, name: string, loader: LinkMap, progress: Progress): Hit | undefined {
	if (isNodeflib(loader)) return undefined;
	return tryDirectories(place, place.systemDirectories, name, "default", progress);
}

/** open_path: every directory with every subdirectory of the CPU. */
function tryDirectories(
	place: Place,
	directories: readonly SearchDirectory[],
	name: string,
	via: SearchVia,
	progress: Progress,
): Hit | undefined {
	for (const directory of directories) {
		place.charge("look-ups of libraries");
		let isThere = false;
		for (const subdirectory of place.settings.subdirectories) {
			const folder = directory.path + subdirectory;
			// Relative folders are taken to be there: the working directory may change.
			if (folder.startsWith("/") && !place.isFolder(folder, directory.carried)) continue;
			isThere = true;
			const hit = tryFile(place, folder + name, directory.carried, via, progress);
			if (hit !== undefined) return hit;
		}
		if (!isThere) place.lastErrno ??= "ENOENT";
		if (!isThere) progress.steps.push(absentFolder(directory.path + name, via));
		// A file that is there but cannot be reached ends the search of these directories.
		if (isThere && place.lastErrno !== "ENOENT" && place.lastErrno !== "EACCES") return undefined;
	}
	return undefined;
}

function absentFolder(tried: string, via: SearchVia): SearchStep {
	return { tried, via, outcome: "absent", because: "there is no such folder" };
}

function denialOf({ denial }: Opening & { readonly outcome: "absent" }): Pick<SearchStep, "denial"> {
	return denial === undefined ? {} : { denial };
}

function tryFile(place: Place, path: string, carried: boolean, via: SearchVia, progress: Progress): Hit | undefined {
	const opening = place.open(path, carried);
	switch (opening.outcome) {
		case "absent":
			place.lastErrno = opening.errno;
			progress.steps.push({ tried: path, via, outcome: "absent", ...denialOf(opening) });
			return undefined;
		case "skipped":
			place.lastErrno = "ENOENT";
			progress.otherClass ||= opening.otherClass === true;
			progress.steps.push({ tried: path, via, outcome: "skipped", because: opening.because });
			return undefined;
		case "refused":
			delete place.lastErrno;
			progress.steps.push({ tried: path, via, outcome: "found", because: opening.words });
			return { opening, path, via };
		default:
			delete place.lastErrno;
			progress.steps.push({ tried: path, via, outcome: "found" });
			return { opening, path, via };
	}
}
