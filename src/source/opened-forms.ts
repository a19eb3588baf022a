import type { Diagnostics } from "../archive/diagnostics.ts";
import type { WorkBudget } from "../budget/work-budget.ts";
import type { Refusal } from "../disk/directory-tree.ts";
import type { Examiner } from "../image/examiner.ts";
import type { ImageFacts } from "../image/image-facts.ts";
import { type ImagePlan, imageFacts } from "../image/manifest/image-plan.ts";
import type { ImageTree } from "../image/tree/image-tree.ts";
import type { FileTree, WalkedEntry } from "../tree/file-tree.ts";
import { compareNames } from "../tree/path-name.ts";
import { childPath, fileTree, type PlainTree } from "../tree/path-resolution.ts";
import type { OpenedInput } from "./opened-input.ts";

/** What all forms of input are opened with. */
export interface Opening {
	/** What the report calls it. */
	readonly source: string;
	readonly diagnostics: Diagnostics;
	readonly budget: WorkBudget;
	readonly examine: Examiner | undefined;
	readonly close: () => void;
}

/** A single file with what stands around it. */
export function openedFile(opening: Opening, tree: FileTree, path: string): OpenedInput {
	return {
		...common(opening, tree),
		form: "file",
		path,
		layerAt: () => undefined,
		*walk() {
			const lookup = tree.lookup(path);
			if (lookup.found) yield { path, entry: lookup.entry };
		},
	};
}

/** A folder, as such or as a root file system. */
export function openedFolder(
	opening: Opening,
	plain: PlainTree,
	form: "directory" | "rootfs",
	refused: Refusal,
): OpenedInput {
	const walk = () => allowingFor(opening.budget, walkPlain(plain, refused));
	return { ...common(opening, countedTree(opening, plain)), form, layerAt: () => undefined, walk };
}

/** A root file system or image that was put together from archives. */
export function openedImage(opening: Opening, tree: ImageTree, plan: ImagePlan | undefined): OpenedInput {
	const shared = common(opening, countedTree(opening, tree));
	return {
		...shared,
		form: plan === undefined ? "rootfs" : "image",
		...(plan === undefined ? {} : { image: imageFacts(plan) }),
		walk: () => tree.walk(),
		layerAt: (realPath) => (plan === undefined ? undefined : tree.layerAt(realPath)),
		examined: examinedIn((realPath) => tree.examinedAt(realPath), shared),
	};
}

/** The root of an OCI runtime bundle: a folder on disk, or in an archive. `examinedAt`: as {@link ImageTree} has it. */
export function openedBundle(
	opening: Opening,
	{ plain, isOnDisk, refused, examinedAt }: BundleRoot,
	image: ImageFacts,
): OpenedInput {
	const shared = common(opening, countedTree(opening, plain));
	return {
		...shared,
		form: "image",
		image,
		walk: () => (isOnDisk ? allowingFor(opening.budget, walkPlain(plain, refused)) : walkPlain(plain, refused)),
		layerAt: () => undefined,
		examined: examinedIn(examinedAt, shared),
	};
}

/** A root that an image's configuration stands beside. */
export interface BundleRoot {
	readonly plain: PlainTree;
	/** Its files are not part of an archive, whose size is known. */
	readonly isOnDisk: boolean;
	readonly refused: Refusal;
	readonly examinedAt: ImageTree["examinedAt"];
}

type Common = Pick<OpenedInput, "source" | "tree" | "budget" | "diagnostics" | "close" | "examined">;

/** A file of which nothing is read may claim any size. */
const MOST_ALLOWED_BYTES = 64 << 20;

/** A folder's files are its bytes; how many there are shows when it is walked. */
function* allowingFor(budget: WorkBudget, entries: Iterable<WalkedEntry>): Generator<WalkedEntry> {
	for (const walked of entries) {
		if (walked.entry.type === "file") budget.allowFor(Math.min(walked.entry.sizeBytes, MOST_ALLOWED_BYTES));
		yield walked;
	}
}

/** A tree whose walks are paid for. */
function countedTree({ budget }: Opening, plain: PlainTree): FileTree {
	return fileTree(plain, (steps) => budget.charge("steps in paths", steps));
}

function common({ source, diagnostics, budget, examine, close }: Opening, tree: FileTree): Common {
	return {
		source,
		tree,
		budget,
		diagnostics: diagnostics.list,
		close,
		examined: examinedWhenAsked(tree, budget, examine),
	};
}

/** What the examiner said when a file passed, else what it says now. */
function examinedIn(examinedAt: ImageTree["examinedAt"], { examined }: Common): OpenedInput["examined"] {
	return (realPath) => {
		const known = examinedAt(realPath);
		return known.called ? known.value : examined(realPath);
	};
}

/** Files that can be read at any time are examined when somebody asks. */
function examinedWhenAsked(
	tree: FileTree,
	budget: WorkBudget,
	examine: Examiner | undefined,
): (realPath: string) => unknown {
	const known = new Map<string, unknown>();
	return (realPath) => {
		if (known.has(realPath) || examine === undefined) return known.get(realPath);
		const entry = tree.entry(realPath);
		const source = entry?.type === "file" ? entry.bytes() : undefined;
		const value =
			entry?.type === "file" && source !== undefined
				? examine({ path: realPath, content: entry.content(), source, budget })
				: undefined;
		known.set(realPath, value);
		return value;
	};
}

/** Every entry but the root, folder by folder, names in byte order. */
function* walkPlain(plain: PlainTree, refused: Refusal): Generator<WalkedEntry> {
	const pending = childrenOf(plain, "/");
	for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
		const entry = plain.entryAt(path);
		if (entry === undefined || entry === "EACCES") {
			refused(path, entry ?? "ENOENT");
			continue;
		}
		yield { path, entry };
		if (entry.type === "directory") pending.push(...childrenOf(plain, path));
	}
}

/** Paths in a folder, last one first. */
function childrenOf(plain: PlainTree, folder: string): string[] {
	return [...plain.namesIn(folder)]
		.sort((left, right) => compareNames(right, left))
		.map((name) => childPath(folder, name));
}
