import type { ElfFile } from "../elf/elf-file.ts";
import type { FileEntry, FileTree } from "../tree/file-tree.ts";

/** Loaders and C libraries are a few megabytes at most; of a larger file nothing is read. */
const mostBytes = 16 << 20;

/** A loader's file as it is looked at. */
export interface LoaderFile {
	readonly path: string;
	readonly elf: ElfFile;
	/** Its bytes, one character each, for looking up strings; absent in a stored tree. */
	readonly text: string | undefined;
}

/** The ELF file that a path leads to, with its bytes. */
export function loaderFile(tree: FileTree, path: string): LoaderFile | undefined {
	const found = tree.lookup(path);
	if (!found.found || found.entry.type !== "file") return undefined;
	const content = found.entry.content();
	return content.kind === "elf" ? { path, elf: content.elf, text: fileText(found.entry) } : undefined;
}

/** The bytes of the regular file that a path leads to, as text with one character a byte; absent where there is none
 *  or its bytes cannot be had. */
export function textAt(tree: FileTree, path: string): string | undefined {
	const found = tree.lookup(path);
	return found.found && found.entry.type === "file" ? fileText(found.entry) : undefined;
}

function fileText(file: FileEntry): string | undefined {
	if (file.sizeBytes > mostBytes) return undefined;
	const source = file.bytes();
	return source?.read(0, source.size).toString("latin1");
}
