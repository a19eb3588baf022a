import type { FileTree } from "../tree/file-tree.ts";

/** Longest database file that is read, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The text of a database file; absent when it is not there or its bytes are not at hand. */
export function databaseText(tree: FileTree, path: string): string | undefined {
	return databaseBytes(tree, path)?.toString("utf8");
}

/** The bytes of a database file; absent when it is not there or its bytes are not at hand. */
export function databaseBytes(tree: FileTree, path: string): Buffer | undefined {
	const found = tree.lookup(path);
	if (!found.found || found.entry.type !== "file" || found.entry.sizeBytes > MOST_BYTES) return undefined;
	try {
		return found.entry.bytes()?.read(0, found.entry.sizeBytes);
	} catch {
		// A database that cannot be read owns nothing: its files are then judged, which is the safe side.
		return undefined;
	}
}

/** The lines of a text, without the empty one behind the last newline. */
export function linesOf(text: string): readonly string[] {
	return text.replace(/\n$/, "").split("\n");
}
