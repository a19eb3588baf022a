import { DF_1, ET, PT } from "../../elf/constants.ts";
import type { ElfFile, Segment } from "../../elf/elf-file.ts";
import { parentPath } from "../../tree/path-resolution.ts";
import type { SearchStep, SearchVia } from "../load.ts";
import { searchLibrary } from "./library-search.ts";
import type { LinkMap } from "./link-map.ts";
import type { MachineRules } from "./machine-rules.ts";
import type { LoadableFile } from "./open-file.ts";
import type { GlibcProcess } from "./process.ts";

/** Who asks for an object, under which name, and as what it is to be loaded. */
export interface MapRequest {
	readonly name: string;
	/** The string in the file that asks, tokens and all. */
	readonly requestedAs?: string;
	/** The object that asks; for dlopen the host program. */
	readonly by: LinkMap;
	/** What it becomes: l_loader is not kept for what dlopen itself names. */
	readonly role: "library" | "opened";
	readonly keepsLoader: boolean;
	readonly via?: SearchVia;
}

/** What came of it. */
export type Mapping =
	| { readonly outcome: "mapped"; readonly map: LinkMap; readonly isNew: boolean }
	| {
			readonly outcome: "failed";
			readonly object: string;
			readonly words: string;
			readonly errno?: string;
			readonly path?: string;
			readonly steps: readonly SearchStep[];
			readonly executableStack?: true;
	  }
	| { readonly outcome: "unknown"; readonly because: string };

const PAGE_BYTES = 4096n;

/** Finds an object among those loaded, or loads it (_dl_map_object). */
export function mapObject(process: GlibcProcess, request: MapRequest): Mapping {
	process.placement.charge("needs of objects");
	const loaded = process.named(request.name);
	if (loaded !== undefined) return { outcome: "mapped", map: loaded, isNew: false };
	const search = searchLibrary(process.placement, request.name, request.by, process.program);
	if (search.outcome !== "found") return search;
	return mapFile(process, request, search.file, search);
}

interface Found {
	readonly via: SearchVia;
	readonly steps: readonly SearchStep[];
}

/** _dl_map_object_from_fd: the file may be loaded already under another name, or be refused. */
function mapFile(process: GlibcProcess, request: MapRequest, file: LoadableFile, found: Found): Mapping {
	const same = process.identified(file.identity);
	if (same !== undefined) {
		same.names.add(request.name);
		return { outcome: "mapped", map: same, isNew: false };
	}
	const refusal = mappingRefusal(process, request, file.elf);
	if (refusal !== undefined) {
		return { outcome: "failed", object: request.name, path: file.path, steps: found.steps, ...refusal };
	}
	process.placement.charge("loaded objects");
	const map = newMap(process, request, file, found);
	process.add(map);
	return { outcome: "mapped", map, isNew: true };
}

function newMap(process: GlibcProcess, request: MapRequest, file: LoadableFile, { via, steps }: Found): LinkMap {
	const { path, realPath, identity, elf } = file;
	return {
		name: path,
		role: request.role,
		elf,
		realPath,
		identity,
		origin: originOf(path, process.workingDirectory),
		...(request.keepsLoader ? { loader: request.by } : {}),
		names: new Set([request.name]),
		request: {
			via: request.via ?? via,
			steps,
			...(request.requestedAs === undefined
				? {}
				: { requestedAs: request.requestedAs, neededBy: process.voice.nameOf(request.by.name) }),
		},
	};
}

/** The folder of a path as it was opened, symlinks left as they are (_dl_new_object). */
export function originOf(path: string, workingDirectory: string): string {
	const absolute = path.startsWith("/") ? path : `${workingDirectory.replace(/\/$/, "")}/${path}`;
	return parentPath(absolute);
}

interface Refusal {
	readonly words: string;
	readonly errno?: string;
	readonly executableStack?: true;
}

/** The first of the checks in _dl_map_object_from_fd that fails. */
function mappingRefusal(process: GlibcProcess, request: MapRequest, elf: ElfFile): Refusal | undefined {
	return (
		segmentRefusal(elf, process.placement.settings.release) ??
		kindRefusal(elf) ??
		flagRefusal(process, request, elf) ??
		stackRefusal(process, request, elf)
	);
}

function segmentRefusal({ segments }: ElfFile, release: number): Refusal | undefined {
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	for (const load of loads) {
		const words = alignmentRefusal(load, release);
		if (words !== undefined) return { words };
	}
	return loads.length === 0 ? { words: "object file has no loadable segments" } : undefined;
}

function alignmentRefusal({ address, offset, alignment }: Segment, release: number): string | undefined {
	const distance = address - BigInt(offset);
	if (release >= 35)
		return distance % PAGE_BYTES === 0n ? undefined : "ELF load command address/offset not page-aligned";
	if (alignment % PAGE_BYTES !== 0n) return "ELF load command alignment not page-aligned";
	// An alignment of zero masks everything: only what stands where it is in the file passes.
	const isAligned = (distance & BigInt.asUintN(64, alignment - 1n)) === 0n;
	return isAligned ? undefined : "ELF load command address/offset not properly aligned";
}

function kindRefusal({ type, segments }: ElfFile): Refusal | undefined {
	if (type === ET.ET_EXEC) return { words: "cannot dynamically load executable" };
	const dynamics = segments.filter((segment) => segment.type === PT.PT_DYNAMIC);
	const isEmpty = dynamics.some(({ fileSizeBytes }) => fileSizeBytes === 0);
	return dynamics.length === 0 || isEmpty ? { words: "object file has no dynamic section" } : undefined;
}

function flagRefusal(process: GlibcProcess, { role }: MapRequest, { dynamic }: ElfFile): Refusal | undefined {
	const flags1 = dynamic?.flags1 ?? 0;
	if ((flags1 & DF_1.DF_1_PIE) !== 0 && process.placement.settings.release >= 30) {
		return { words: "cannot dynamically load position-independent executable" };
	}
	const isRefused = (flags1 & DF_1.DF_1_NOOPEN) !== 0 && role === "opened";
	return isRefused ? { words: "shared object cannot be dlopen()ed" } : undefined;
}

/** From 2.41 dlopen does not make the stack executable any more; by a tunable it is so from the start, or never. */
function stackRefusal(process: GlibcProcess, { role }: MapRequest, elf: ElfFile): Refusal | undefined {
	const { release, tunables, machine } = process.placement.settings;
	const isAllowed = role === "opened" ? tunables.executableStack === 2 : tunables.executableStack !== 0;
	if (release < 41 || isAllowed || !needsExecutableStack(elf, machine)) return undefined;
	return { words: "cannot enable executable stack as shared object requires", errno: "EINVAL", executableStack: true };
}

/** PT_GNU_STACK asks for it, or is not there to say otherwise. */
export function needsExecutableStack({ gnuStack }: ElfFile, machine: MachineRules): boolean {
	return gnuStack?.executable ?? machine.executableStackByDefault;
}
