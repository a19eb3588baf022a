import type { InputDiagnostic } from "../archive/diagnostics.ts";
import type { WorkBudget } from "../budget/work-budget.ts";
import type { ImageFacts } from "../image/image-facts.ts";
import type { FileTree, WalkedEntry } from "../tree/file-tree.ts";

/** One thing that the user asked to be inspected, recognised and opened. An archive with several images gives several. */
export interface OpenedInput {
	/** What it is called in the report: the spec as given (`app.tar`, `docker-archive:app.tar`, `-`), with the image's
	 *  own name behind `:` where one archive holds several. */
	readonly source: string;
	readonly form: "file" | "directory" | "rootfs" | "image";
	/** All files. For `file`: the tree of the disk (or, from standard input, a tree of that one file). */
	readonly tree: FileTree;
	/** For `file`: its path in `tree`. */
	readonly path?: string;
	/** For `image`: its configuration and layers. */
	readonly image?: ImageFacts;
	/** Every entry but the root, folder by folder, names in byte order. For `file`: that file alone. */
	walk(): Iterable<WalkedEntry>;
	/** Index into `image.layers` of the layer that brought what stands at a real path; absent for other forms. */
	layerAt(realPath: string): number | undefined;
	/** What the examiner made of the file at a real path; absent where it was not called. */
	examined(realPath: string): unknown;
	/** What judging it may cost; what opening it has cost is taken off. */
	readonly budget: WorkBudget;
	/** What was wrong with the input, and yet the rest is there. Complete when `walk` has ended. */
	readonly diagnostics: readonly InputDiagnostic[];
	/** Gives the files back. The tree is not to be used afterwards. */
	close(): void;
}
