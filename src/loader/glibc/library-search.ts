import { DF_1 } from "../../elf/constants.ts";
import type { SearchStep, SearchVia } from "../load.ts";
import { lookUpsFor } from "../process-files.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import type { LoadableFile, Opening } from "./open-file.ts";
import type { Placement } from "./placement.ts";
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
export function searchLibrary(placement: Placement, name: string, loader: LinkMap, program: LinkMap): Search {
	const progress: Progress = { steps: [], otherClass: false };
	const decided = name.includes("/")
		? byPath(placement, name, loader, progress)
		: bySearch(placement, name, loader, program, progress);
	return decided === undefined ? notFound(placement, name, progress) : concluded(decided, progress);
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

function notFound(placement: Placement, name: string, { steps, otherClass }: Progress): Search {
	const errno = placement.lastErrno === undefined ? {} : { errno: placement.lastErrno };
	if (!otherClass) return { outcome: "failed", object: name, words: "cannot open shared object file", steps, ...errno };
	const other = placement.is64 ? "ELFCLASS32" : "ELFCLASS64";
	return {
		outcome: "failed",
		object: name,
		words: `wrong ELF class: ${other}`,
		path: steps.at(-1)?.tried ?? name,
		steps,
	};
}

/** A name with a slash is a path, its tokens replaced. */
function byPath(placement: Placement, name: string, loader: LinkMap, progress: Progress): Hit | undefined {
	const { text } = expandTokens(name, loader.origin, placement.settings.tokens);
	return text === undefined ? undefined : tryFile(placement, text, true, "path", progress);
}

function bySearch(
	placement: Placement,
	name: string,
	loader: LinkMap,
	program: LinkMap,
	progress: Progress,
): Hit | undefined {
	const runpath = dynamicOf(loader)?.runpath;
	return (
		(runpath === undefined ? inRpaths(placement, name, loader, program, progress) : undefined) ??
		tryDirectories(placement, placement.libraryPath, name, "LD_LIBRARY_PATH", progress) ??
		tryDirectories(placement, placement.runpathOf(loader), name, "runpath", progress) ??
		inCache(placement, name, loader, progress) ??
		inSystemDirectories(placement, name, loader, progress)
	);
}

/** DT_RPATH of the needing object, then of those that brought it in, then of the program. */
function inRpaths(
	placement: Placement,
	name: string,
	loader: LinkMap,
	program: LinkMap,
	progress: Progress,
): Hit | undefined {
	const seen = new Set<LinkMap>();
	for (let map: LinkMap | undefined = loader; map !== undefined; map = map.loader) {
		seen.add(map);
		const hit = tryDirectories(placement, placement.rpathOf(map), name, "rpath", progress);
		if (hit !== undefined) return hit;
	}
	return seen.has(program) ? undefined : tryDirectories(placement, placement.rpathOf(program), name, "rpath", progress);
}

function isNodeflib(loader: LinkMap): boolean {
	return ((dynamicOf(loader)?.flags1 ?? 0) & DF_1.DF_1_NODEFLIB) !== 0;
}

function inCache(placement: Placement, name: string, loader: LinkMap, progress: Progress): Hit | undefined {
	const path = placement.cache()?.find(name);
	if (path === undefined) return undefined;
	if (isNodeflib(loader) && placement.settings.systemDirectories.some((directory) => path.startsWith(directory))) {
		const because = "the object that needs it has DF_1_NODEFLIB";
		progress.steps.push({ tried: path, via: "ld.so.cache", outcome: "skipped", because });
		return undefined;
	}
	return tryFile(placement, path, false, "ld.so.cache", progress);
}

function inSystemDirectories(placement: Placement, name: string, loader: LinkMap, progress: Progress): Hit | undefined {
	if (isNodeflib(loader)) return undefined;
	return tryDirectories(placement, placement.systemDirectories, name, "default", progress);
}

/** open_path: every directory with every subdirectory of the CPU. */
function tryDirectories(
	placement: Placement,
	directories: readonly SearchDirectory[],
	name: string,
	via: SearchVia,
	progress: Progress,
): Hit | undefined {
	for (const directory of directories) {
		placement.charge("look-ups of libraries", lookUpsFor(directory.path.length + name.length));
		let isThere = false;
		for (const subdirectory of placement.settings.subdirectories) {
			const folder = directory.path + subdirectory;
			// Relative folders are taken to be there: the working directory may change.
			if (folder.startsWith("/") && !placement.isFolder(folder, directory.carried)) continue;
			isThere = true;
			const hit = tryFile(placement, folder + name, directory.carried, via, progress);
			if (hit !== undefined) return hit;
		}
		if (!isThere) placement.lastErrno ??= "ENOENT";
		if (!isThere) progress.steps.push(absentFolder(directory.path + name, via));
		// A file that is there but cannot be reached ends the search of these directories.
		if (isThere && placement.lastErrno !== "ENOENT" && placement.lastErrno !== "EACCES") return undefined;
	}
	return undefined;
}

function absentFolder(tried: string, via: SearchVia): SearchStep {
	return { tried, via, outcome: "absent", because: "there is no such folder" };
}

function denialOf({ denial }: Opening & { readonly outcome: "absent" }): Pick<SearchStep, "denial"> {
	return denial === undefined ? {} : { denial };
}

function tryFile(
	placement: Placement,
	path: string,
	carried: boolean,
	via: SearchVia,
	progress: Progress,
): Hit | undefined {
	const opening = placement.open(path, carried);
	switch (opening.outcome) {
		case "absent":
			placement.lastErrno = opening.errno;
			progress.steps.push({ tried: path, via, outcome: "absent", ...denialOf(opening) });
			return undefined;
		case "skipped":
			placement.lastErrno = "ENOENT";
			progress.otherClass ||= opening.otherClass === true;
			progress.steps.push({ tried: path, via, outcome: "skipped", because: opening.because });
			return undefined;
		case "refused":
			delete placement.lastErrno;
			progress.steps.push({ tried: path, via, outcome: "found", because: opening.words });
			return { opening, path, via };
		default:
			delete placement.lastErrno;
			progress.steps.push({ tried: path, via, outcome: "found" });
			return { opening, path, via };
	}
}
