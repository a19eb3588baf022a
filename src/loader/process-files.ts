import type { DirectoryEntry, FileEntry, Lookup, SpecialEntry } from "../input/file-tree.ts";
import type { LoadRequest } from "./load.ts";

/** Why open(2) fails. */
export type OpenErrno = (Lookup & { readonly found: false })["errno"];

/** A file that open(2) found. */
export interface OpenedFile {
	readonly realPath: string;
	/** Stands for device and inode: the same text means the same file. */
	readonly identity: string;
	readonly entry: FileEntry | DirectoryEntry | SpecialEntry;
}

/** The files that a process sees: the root, and for what a lone subject carries with it also its company. */
export interface ProcessFiles {
	/** What open(2) of a path leads to. `carried`: the path is one that the subject's own neighbourhood answers first
	 *  (it comes from `$ORIGIN`, carries a slash, or is the subject). */
	open(path: string, carried: boolean): OpenedFile | OpenErrno;
}

/** The files of a request, relative paths taken from its working directory. */
export function processFiles(request: LoadRequest): ProcessFiles {
	const { root, company, workingDirectory = "/" } = request;
	return {
		open(path, carried) {
			if (path === "") return "ENOENT";
			const absolute = path.startsWith("/") ? path : `${workingDirectory}/${path}`;
			const beside = carried ? company?.lookup(absolute) : undefined;
			if (beside?.found) return opened(beside, "company");
			const lookup = root.lookup(absolute);
			return lookup.found ? opened(lookup, "root") : lookup.errno;
		},
	};
}

function opened({ realPath, entry }: Lookup & { readonly found: true }, tree: string): OpenedFile {
	return { realPath, entry, identity: `${tree}:${realPath}` };
}
