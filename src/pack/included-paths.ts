import { matchesGlob } from "../policy/path-glob.ts";
import { UsageError } from "../policy/usage-error.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { childPath } from "../tree/path-resolution.ts";

/** Paths of a root that one of the globs means. Folders that no glob reaches are not looked into.
 *  Errors: UsageError for a glob that is not absolute, or means nothing. */
export function includedPaths(tree: FileTree, globs: readonly string[]): readonly string[] {
	return globs.flatMap((glob) => {
		if (!glob.startsWith("/")) throw new UsageError(`--include ${glob}: not an absolute path in the builder`);
		const found = tree.lookup(glob).found ? [glob] : [...matching(tree, startOf(glob), glob)];
		if (found.length === 0) throw new UsageError(`--include ${glob}: the builder has nothing there`);
		return found;
	});
}

/** The folder in front of the first name with a star or question mark. */
function startOf(glob: string): string {
	const names = glob.split("/");
	const first = names.findIndex((name) => /[*?]/.test(name));
	return names.slice(0, first === -1 ? names.length - 1 : first).join("/") || "/";
}

function* matching(tree: FileTree, folder: string, glob: string): Generator<string> {
	for (const name of tree.list(folder)) {
		const path = childPath(folder, name);
		if (matchesGlob(glob, path)) yield path;
		else if (tree.entry(path)?.type === "directory") yield* matching(tree, path, glob);
	}
}
