import type { DynamicFacts, ElfFile } from "../../elf/elf-file.ts";
import type { SearchStep, SearchVia } from "../load.ts";

/** One object of the process, as the loader keeps it (struct link_map). */
export interface LinkMap {
	/** l_name: what messages call it; empty for the program that the kernel mapped. */
	readonly name: string;
	/** `program` (lt_executable), `loader` (ld.so itself), `library` (loaded at start), `opened` (by dlopen). */
	readonly role: "program" | "loader" | "library" | "opened";
	/** Absent for the host program of a dlopen, of which nothing but its symbols matters. */
	readonly elf?: ElfFile;
	/** Where the file is in its tree; absent for the host program. */
	readonly realPath?: string;
	/** Stands for device and inode; absent for the program and the loader, whose files glibc does not remember. */
	readonly identity?: string;
	/** l_origin: what `$ORIGIN` stands for. */
	readonly origin?: string;
	/** l_loader: the object whose need brought it in. */
	readonly loader?: LinkMap;
	/** l_libname: further names under which it was asked for. */
	readonly names: Set<string>;
	/** How it was asked for and found. */
	readonly request: {
		readonly requestedAs?: string;
		readonly neededBy?: string;
		readonly via: SearchVia;
		readonly steps: readonly SearchStep[];
	};
	/** l_initfini as its own dependencies fill it: what it needs, in order. Absent until they are loaded. */
	needs?: readonly LinkMap[];
	/** Whether it got its place in the static TLS block; absent before anything asked for one. */
	hasStaticTls?: boolean;
	/** Its relocations are applied; the loader relocates itself first. */
	isRelocated?: boolean;
	/** A symbol that it has without a file to look it up in: what a plug-in's host brings. */
	readonly provides?: (symbol: string) => boolean;
	/** Libraries that a plug-in's host has loaded, by the names that DT_NEEDED has for them. */
	readonly libraries?: ReadonlySet<string>;
}

/** PT_DYNAMIC of an object; absent for the host program and for files without one. */
export function dynamicOf(map: LinkMap): DynamicFacts | undefined {
	return map.elf?.dynamic;
}

/** _dl_name_match_p. */
export function hasName(map: LinkMap, name: string): boolean {
	return map.name === name || map.names.has(name);
}

/** For every name, the first object that has it. */
export function mapsByName(maps: readonly LinkMap[]): ReadonlyMap<string, LinkMap> {
	const first = new Map<string, LinkMap>();
	for (const map of maps) for (const name of [map.name, ...map.names]) if (!first.has(name)) first.set(name, map);
	return first;
}

/** Whether the loader knows any symbol version of the object (l_versyms is set): it then compares versions. */
export function hasVersions(dynamic: DynamicFacts): boolean {
	if (!dynamic.hasVersionTable) return false;
	return dynamic.versionDefinitions.length > 0 || dynamic.versionNeeds.some(({ versions }) => versions.length > 0);
}
