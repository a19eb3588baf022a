import type { WorkKind } from "../../budget/work-budget.ts";
import type { ElfFile } from "../../elf/elf-file.ts";
import type { LoadedObject, SearchStep } from "../load.ts";
import type { MuslErrno } from "./errno.ts";
import { type FoundFile, findLibrary } from "./library-search.ts";
import { mapLibrary } from "./map-library.ts";
import { type Dso, isRuntime, type MuslProcess } from "./process.ts";
import { definitionIn } from "./symbol-lookup.ts";

/** Names that mean musl itself, whatever follows: `libc.`, `libpthread.`, ... */
const RESERVED = /^lib(c|pthread|rt|m|dl|util|xnet)\./;

/** Why a library did not load. */
export interface LoadFailure {
	/** Absent where the model cannot tell what the loader would say. */
	readonly errno: MuslErrno | undefined;
	/** The file that was opened and is unusable; absent where none could be opened. */
	readonly path?: string;
	readonly steps: readonly SearchStep[];
}

/** Loads one library, or finds it loaded.
 *  Source: load_library in ldso/dynlink.c. */
export function loadLibrary(process: MuslProcess, name: string, neededBy: Dso | undefined): Dso | LoadFailure {
	charge(process, "needs of objects", 1 + process.chain.length / LOOKED_AT_FOR_ONE);
	if (name === "") return failure(process, "EINVAL", []);
	if (RESERVED.test(name) || name === process.start.interpreter.path) return theLoader(process);
	const loaded = name.includes("/") ? undefined : loadedByName(process, name);
	if (loaded !== undefined) return loaded;
	const steps: SearchStep[] = [];
	const found = findLibrary(process, name, neededBy, steps);
	if (found === undefined) return failure(process, process.errno, steps);
	return knownFile(process, found) ?? mapNew(process, name, neededBy, found, steps);
}

/** Objects of the chain that cost as much as a need. */
const LOOKED_AT_FOR_ONE = 128;

function charge({ start }: MuslProcess, kind: WorkKind, count = 1): void {
	start.request.budget?.charge(kind, count);
}

/** Whether loading failed. */
export function isFailure(outcome: Dso | LoadFailure): outcome is LoadFailure {
	return "errno" in outcome;
}

function failure(process: MuslProcess, errno: MuslErrno, steps: readonly SearchStep[], path?: string): LoadFailure {
	process.errno = errno;
	return { errno, steps, ...(path === undefined ? {} : { path }) };
}

function theLoader({ chain, loader }: MuslProcess): Dso {
	if (!chain.includes(loader)) chain.push(loader);
	return loader;
}

/** By the name of the file that an earlier search found; DT_SONAME plays no part. */
function loadedByName({ chain }: MuslProcess, name: string): Dso | undefined {
	return chain.find(({ shortname }, index) => index > 0 && shortname === name);
}

/** The same file under another name. A search that comes upon it makes it known by its name from now on. */
function knownFile({ chain }: MuslProcess, { file, via }: FoundFile): Dso | undefined {
	const known = chain.find(({ identity }, index) => index > 0 && identity === file.identity);
	if (known !== undefined && via !== "path") known.shortname ??= baseName(known.name);
	return known;
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

function mapNew(
	process: MuslProcess,
	name: string,
	neededBy: Dso | undefined,
	found: FoundFile,
	steps: readonly SearchStep[],
): Dso | LoadFailure {
	charge(process, "loaded objects");
	const mapping = mapLibrary(process, found.file);
	if ("errno" in mapping) return failure(process, mapping.errno, steps, found.path);
	if ("unknown" in mapping) {
		process.unknown ??= mapping.unknown;
		return { errno: undefined, steps };
	}
	const dso: Dso = {
		name: found.path,
		...(found.via === "path" ? {} : { shortname: baseName(found.path) }),
		identity: found.file.identity,
		...mapping.mapped,
		...(neededBy === undefined ? {} : { neededBy }),
		originFile: found.path,
		kernelMapped: false,
		atRuntime: isRuntime(process),
		record: recordOf(process, name, neededBy, found, steps, mapping.mapped.elf),
	};
	if (process.features.detectsForeignLibc && isLibc(process, dso)) return theLoader(process);
	process.chain.push(dso);
	return dso;
}

/** What the host opens by the subject's path is the subject; what nobody needs was preloaded. */
function recordOf(
	{ start }: MuslProcess,
	name: string,
	neededBy: Dso | undefined,
	{ path, file, via }: FoundFile,
	steps: readonly SearchStep[],
	elf: ElfFile,
): LoadedObject {
	const place = { name: path, path: file.realPath, elf, steps };
	if (neededBy === undefined) return { ...place, requestedAs: name, via: "preload" };
	if (neededBy.elf === undefined && name === start.request.path) return { ...place, via: "subject" };
	return { ...place, requestedAs: name, neededBy: neededBy.name, via };
}

/** A second C library, musl or glibc, is thrown out again: the loader takes its place. */
function isLibc(process: MuslProcess, dso: Dso): boolean {
	return ["__libc_start_main", "stdin"].every((name) => definitionIn(process, dso, name, true) !== undefined);
}
