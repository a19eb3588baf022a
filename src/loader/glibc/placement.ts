import type { WorkKind } from "../../budget/work-budget.ts";
import type { ElfFile } from "../../elf/elf-file.ts";
import { parentPath } from "../../tree/path-resolution.ts";
import type { LoaderStart } from "../loader-model.ts";
import { type ProcessFiles, processFiles } from "../process-files.ts";
import { type LibraryCache, readLibraryCache } from "./ld-so-cache.ts";
import { dynamicOf, type LinkMap } from "./link-map.ts";
import { judgeOpened, type Opening } from "./open-file.ts";
import { type SearchDirectory, searchDirectories } from "./search-path.ts";
import type { GlibcSettings } from "./settings.ts";

/** Where one loader looks: the files that it sees, with what it remembers of them. */
export interface Placement {
	readonly settings: GlibcSettings;
	/** The loader's own facts. */
	readonly loader: ElfFile;
	readonly is64: boolean;
	/** errno as the last failed call left it; absent after a file was opened. It outlives one search. */
	lastErrno?: string;
	/** Pays for work of the loader; see {@link LoadRequest.budget}. */
	charge(kind: WorkKind, count?: number): void;
	/** Opens and judges a file; see {@link ProcessFiles} for `carried`. */
	open(path: string, carried: boolean): Opening;
	/** Whether there is a folder at a path. The first time that it is asked, `lastErrno` is what stat(2) leaves. */
	isFolder(path: string, carried: boolean): boolean;
	/** /etc/ld.so.cache; absent without one, and where its bytes are not to be had (see `cacheUnreadable`). */
	cache(): LibraryCache | undefined;
	/** There is a cache, but its bytes are not to be had. */
	cacheUnreadable(): boolean;
	readonly systemDirectories: readonly SearchDirectory[];
	/** Directories of LD_LIBRARY_PATH. */
	readonly libraryPath: readonly SearchDirectory[];
	/** Directories of DT_RPATH; none where the object has DT_RUNPATH, too. */
	rpathOf(map: LinkMap): readonly SearchDirectory[];
	/** Directories of DT_RUNPATH. */
	runpathOf(map: LinkMap): readonly SearchDirectory[];
}

const CACHE_PATH = "/etc/ld.so.cache";
/** A larger cache is not read; real ones have some 100 kB. */
const MAX_CACHE_BYTES = 1 << 26;

/** The place of a loader that is being started. */
export function placementOf(start: LoaderStart, settings: GlibcSettings): Placement {
	const files = processFiles(start.request);
	const loader = start.interpreter.elf;
	const paths = rememberedPaths(settings);
	const cache = remembered(() => {
		const read = readCache(start, settings);
		if (read === undefined) placement.lastErrno = "ENOENT";
		return read;
	});
	const placement: Placement = {
		settings,
		loader,
		is64: loader.class === "ELF64",
		charge: (kind, count) => start.request.budget?.charge(kind, count),
		open: (path, carried) => openFile(files, path, carried, loader, settings),
		isFolder: rememberedFolders(files, (errno) => {
			placement.lastErrno = errno;
		}),
		cache: () => (cache() === "unreadable" ? undefined : cacheOf(cache())),
		cacheUnreadable: () => cache() === "unreadable",
		systemDirectories: settings.systemDirectories.map((path) => ({ path, carried: false })),
		libraryPath: libraryPathOf(start, settings),
		rpathOf: (map) => (dynamicOf(map)?.runpath === undefined ? paths(map, dynamicOf(map)?.rpath) : []),
		runpathOf: (map) => paths(map, dynamicOf(map)?.runpath),
	};
	return placement;
}

/** Separated by colons or semicolons; `$ORIGIN` is that of the program (_dl_init_paths in elf/dl-load.c). */
function libraryPathOf({ request }: LoaderStart, settings: GlibcSettings): readonly SearchDirectory[] {
	const { environment, mode, path } = request;
	const origin = mode === "exec" && path.startsWith("/") ? parentPath(path) : undefined;
	return searchDirectories((environment?.libraryPath ?? "").replaceAll(";", ":"), origin, settings.tokens);
}

function openFile(
	files: ProcessFiles,
	path: string,
	carried: boolean,
	loader: ElfFile,
	settings: GlibcSettings,
): Opening {
	const opened = files.open(path, carried);
	if (opened === "EACCES" && !files.isRestricted) return { outcome: "unknown", because: `${path} cannot be read here` };
	const denial = opened === "EACCES" ? files.denial(path, "read") : undefined;
	if (typeof opened === "string") {
		return { outcome: "absent", errno: opened, ...(denial === undefined ? {} : { denial }) };
	}
	return judgeOpened(path, opened, loader, settings);
}

function remembered<T>(find: () => T): () => T {
	let known: { readonly value: T } | undefined;
	return () => {
		known ??= { value: find() };
		return known.value;
	};
}

function rememberedFolders(
	files: ProcessFiles,
	noteErrno: (errno: string) => void,
): (path: string, carried: boolean) => boolean {
	const known = new Map<string, boolean>();
	return (path, carried) => {
		const key = carried ? `+${path}` : path;
		const before = known.get(key);
		if (before !== undefined) return before;
		const opened = files.find(path, carried);
		if (typeof opened === "string") noteErrno(opened);
		const isFolder = typeof opened !== "string" && opened.entry.type === "directory";
		known.set(key, isFolder);
		return isFolder;
	};
}

function rememberedPaths(
	settings: GlibcSettings,
): (map: LinkMap, path: string | undefined) => readonly SearchDirectory[] {
	const known = new Map<LinkMap, readonly SearchDirectory[]>();
	return (map, path) => {
		if (path === undefined) return [];
		const before = known.get(map);
		if (before !== undefined) return before;
		const directories = searchDirectories(path, map.origin, settings.tokens);
		known.set(map, directories);
		return directories;
	};
}

function readCache(
	{ request, interpreter }: LoaderStart,
	settings: GlibcSettings,
): LibraryCache | "unreadable" | undefined {
	const found = processFiles(request).open(CACHE_PATH, false);
	if (typeof found === "string" || found.entry.type !== "file") return undefined;
	const source = found.entry.bytes();
	if (source === undefined || source.size > MAX_CACHE_BYTES) return "unreadable";
	const { machine, endianness } = interpreter.elf;
	return readLibraryCache(source.read(0, source.size), settings, machine, endianness === "little");
}

function cacheOf(cache: LibraryCache | "unreadable" | undefined): LibraryCache | undefined {
	return cache === "unreadable" ? undefined : cache;
}
