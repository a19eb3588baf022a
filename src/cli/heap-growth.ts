import { type Stats, statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { parseInputSpec } from "../source/input-spec.ts";

/** How much V8's heap may grow beyond what is alive before it is cleaned up. Left alone, V8 lets it grow to four times
 *  as much: thousands of files then take 40 MB more, half a million 60, and no less time. */
const GROWTH = "--heap-growing-percent=60";

/** Keeps the part of the heap for new objects at the megabyte that it starts with. Left alone it doubles up to 16 MB,
 *  of which V8 holds two: 30 MB of garbage. Over folders of libraries that is worth its memory, for their facts then
 *  mostly die before they are copied. */
const NEW_OBJECTS = "--semi-space-growth-factor=1";

/** A smaller file is done before its memory could matter. */
const largeBytes = 64 * 1024 * 1024;

/** Flags of V8, and when they are to be set. */
export interface HeapFlags {
	/** Before anything is read. */
	readonly first: readonly string[];
	/** When an input is open: an archive that is unpacked until then would be cleaned up after far too often. */
	readonly opened: readonly string[];
}

/** What keeps the memory of a run over folders and archives small; nothing for a single file. */
export function heapFlags(subjects: readonly string[]): HeapFlags {
	const sorts = new Set(subjects.map(sortOf));
	const isArchive = sorts.has("archive");
	return { first: isArchive ? [NEW_OBJECTS] : [], opened: isArchive || sorts.has("folder") ? [GROWTH] : [] };
}

/** Sets the first flags of {@link heapFlags}, and gives what sets the others. */
export function boundHeapGrowth(subjects: readonly string[]): () => void {
	const { first, opened } = heapFlags(subjects);
	for (const flag of first) setFlagsFromString(flag);
	return () => {
		for (const flag of opened) setFlagsFromString(flag);
	};
}

/** What a subject is taken for before anybody looks into it: a large file for an archive, and so is standard input. */
function sortOf(subject: string): "archive" | "folder" | "file" {
	const stat = statOf(parseInputSpec(subject).path);
	if (stat?.isDirectory() === true) return "folder";
	return stat?.isFile() === true && stat.size < largeBytes ? "file" : "archive";
}

function statOf(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch {
		// Standard input, or what is not there: whoever opens it says so.
		return undefined;
	}
}
