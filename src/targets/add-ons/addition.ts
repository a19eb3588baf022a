import type { FileEntry, FileTree, TreeEntry } from "../../tree/file-tree.ts";
import { memoryTree } from "../../tree/memory-tree.ts";
import { overlayTree } from "../../tree/overlay-tree.ts";
import type { Profile } from "../profile/profile-reader.ts";
import type { Target } from "../target.ts";

/** What an add-on puts into an image, or why it says nothing for it. */
export type Addition =
	| {
			readonly applies: true;
			/** By path, folders implied. */
			readonly entries: readonly (readonly [path: string, entry: TreeEntry])[];
			readonly loaders?: Target["loaders"];
			/** What was changed, one sentence each. */
			readonly changes: readonly string[];
	  }
	| { readonly applies: false; readonly because: string };

/** What an add-on gets to know. */
export interface AddOnRequest {
	readonly target: Target;
	readonly profile: Profile;
}

/** The target with an addition laid over it. */
export function withAddition(target: Target, name: string, addition: Addition & { readonly applies: true }): Target {
	const { tree, provenance, size: _unknown, ...rest } = target;
	const changed = new Set(addition.entries.map(([path]) => path));
	const kept = (target.loaders ?? []).filter(({ path }) => !changed.has(path));
	return {
		...rest,
		name: `${target.name}+${name}`,
		tree: overlayTree(memoryTree(addition.entries), tree),
		loaders: [...kept, ...(addition.loaders ?? [])],
		provenance: {
			...provenance,
			basis: "derived",
			changes: [...(provenance.changes ?? []), ...addition.changes],
		},
	};
}

/** A file of a stored add-on. */
export function storedFile(tree: FileTree, path: string): FileEntry | undefined {
	const found = tree.lookup(path);
	return found.found && found.entry.type === "file" ? found.entry : undefined;
}

/** A symlink as a tree entry. */
export function link(path: string, target: string): readonly [string, TreeEntry] {
	return [path, { type: "symlink", target }];
}

/** An answer that says why an add-on does not apply. */
export function inapplicable(because: string): Addition {
	return { applies: false, because };
}
