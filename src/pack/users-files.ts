import { applicationTree } from "../packages/application-tree.ts";
import { type Ownership, packageOwnership } from "../packages/ownership.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { FileTree, TreeEntry } from "../tree/file-tree.ts";
import { childPath } from "../tree/path-resolution.ts";
import { isIdleFile } from "./package-files.ts";

/** What no package of an image's distribution brings: files that its user put there, and folders made for them.
 *  Errors: none. */
export function usersFiles({ tree, image, budget }: OpenedInput): readonly string[] {
	const ownership = packageOwnership(tree, budget);
	const own = [...walked(applicationTree(tree, ownership), "/", ownership)];
	const named = [image?.workingDirectory ?? "/", "/etc/passwd", "/etc/group"];
	return [...own, ...named.filter((path) => path !== "/" && tree.lookup(path).found)];
}

function* walked(tree: FileTree, folder: string, ownership: Ownership): Generator<string> {
	for (const name of tree.list(folder)) {
		const path = childPath(folder, name);
		const entry = tree.entry(path);
		if (entry === undefined || isIdleFile(path) || ENGINE.test(path)) continue;
		if (entry.type !== "directory") yield path;
		else {
			if (isOwnFolder(path, entry, ownership)) yield path;
			yield* walked(tree, path, ownership);
		}
	}
}

/** What container engines mount themselves, and what is left behind by builds. */
const ENGINE = /^\/(proc|sys|dev|run|tmp|var\/tmp)(\/|$)|^\/\.dockerenv$|^\/root\/\.cache\//;

/** A folder for somebody else than root is there to be written to. */
function isOwnFolder(path: string, entry: TreeEntry & { readonly type: "directory" }, ownership: Ownership): boolean {
	return (entry.owner?.uid ?? 0) !== 0 && ownership.ownerOf(path) === undefined;
}
