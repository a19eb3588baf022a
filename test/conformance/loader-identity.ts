import { identifyLibc } from "../../src/targets/identify-libc.ts";
import type { LibcIdentity } from "../../src/targets/libc-identity.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";

/** Whose loader stands where in a root, as the file itself tells; found out once. */
export function libcOf(root: FileTree): (realPath: string) => LibcIdentity {
	const known = new Map<string, LibcIdentity>();
	return (path) => {
		const libc = known.get(path) ?? identifyLibc(root, path);
		known.set(path, libc);
		return libc;
	};
}
