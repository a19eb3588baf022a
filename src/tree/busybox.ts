import type { FileTree, Lookup } from "./file-tree.ts";

/** Whether what stands at a path is busybox: by way of a link, or of one of the hard links of which its own images are
 *  made. */
export function isBusybox(tree: FileTree, path: string): boolean {
	const found = tree.lookup(path);
	if (!found.found) return false;
	return /\/busybox[^/]*$/.test(found.realPath) || isSameFile(found, tree.lookup("/bin/busybox"));
}

/** No tree tells of inodes: two programs of one size are one here. */
function isSameFile(one: Lookup, other: Lookup): boolean {
	const [size, otherSize] = [one, other].map((file) =>
		file.found && file.entry.type === "file" ? file.entry.sizeBytes : undefined,
	);
	return size !== undefined && size > 0 && size === otherSize;
}
