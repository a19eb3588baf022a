import { memorySource } from "../bytes/memory-source.ts";
import { classifyContent } from "./file-content.ts";
import type { FileContent, FileEntry, FileTree, TreeEntry } from "./file-tree.ts";
import { fileTree, lastName, parentPath } from "./path-resolution.ts";

/** A tree made of the entries given, by real path (`/usr/lib/libc.so`), in any order.
 *  Folders that are not given exist with mode 755. A later entry replaces an earlier one of the same path. */
export function memoryTree(entries: Iterable<readonly [path: string, entry: TreeEntry]>): FileTree {
	const known = new Map<string, TreeEntry>([["/", { type: "directory", mode: 0o755 }]]);
	const names = new Map<string, Set<string>>();
	for (const [path, entry] of entries) {
		known.set(path, entry);
		enterIntoFolder(path, known, names);
	}
	return fileTree({
		entryAt: (path) => known.get(path),
		namesIn: (path) => names.get(path) ?? [],
	});
}

function enterIntoFolder(path: string, known: Map<string, TreeEntry>, names: Map<string, Set<string>>): void {
	for (let child = path; child !== "/"; child = parentPath(child)) {
		const folder = parentPath(child);
		if (!known.has(folder)) known.set(folder, { type: "directory", mode: 0o755 });
		const siblings = names.get(folder) ?? new Set();
		names.set(folder, siblings.add(lastName(child)));
	}
}

/** A file whose bytes are in memory. */
export function memoryFile(name: string, bytes: Buffer, mode = 0o644): FileEntry {
	const source = memorySource(name, bytes);
	let content: FileContent | undefined;
	return {
		type: "file",
		mode,
		sizeBytes: bytes.length,
		content: () => {
			content ??= classifyContent(source);
			return content;
		},
		bytes: () => source,
	};
}
