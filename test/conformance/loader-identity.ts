import type { FileTree } from "../../src/input/file-tree.ts";
import { identifyLibc } from "../../src/target/identify-libc.ts";
import type { LibcIdentity } from "../../src/target/libc-identity.ts";

/** Whose loader stands where in a root, as the file itself tells; found out once. */
export function libcOf(root: FileTree): (realPath: string) => LibcIdentity {
	const known = new Map<string, LibcIdentity>();
	return (path) => {
		const libc = known.get(path) ?? identifyLibc(root, path);
		known.set(path, libc);
		return libc;
	};
}
