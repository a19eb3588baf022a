import { readFileSync } from "node:fs";
import { WorkBudget } from "../../src/budget/work-budget.ts";
import type { ImageFacts } from "../../src/image/image-facts.ts";
import type { OpenedInput } from "../../src/source/opened-input.ts";
import type { FileTree, TreeEntry, WalkedEntry } from "../../src/tree/file-tree.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";

/** A file of fixtures-bin as an entry. */
export function fixture(name: string, mode = 0o755): TreeEntry {
	return memoryFile(name, readFileSync(`fixtures-bin/${name}`), mode);
}

/** A text file as an entry. */
export function text(content: string, mode = 0o644): TreeEntry {
	return memoryFile("text", Buffer.from(content), mode);
}

export function link(target: string): TreeEntry {
	return { type: "symlink", target };
}

export function image(facts: Partial<ImageFacts>): ImageFacts {
	return {
		names: [],
		os: "linux",
		architecture: "amd64",
		entrypoint: [],
		command: [],
		environment: [],
		workingDirectory: "",
		user: "",
		shell: [],
		labels: {},
		layers: [],
		...facts,
	};
}

/** An input of these entries. `examined` holds what an examiner kept, by path. */
export function opened(
	entries: Readonly<Record<string, TreeEntry>>,
	facts?: ImageFacts,
	examined: ReadonlyMap<string, unknown> = new Map(),
): OpenedInput {
	const tree = memoryTree(Object.entries(entries));
	return {
		source: "test",
		form: facts === undefined ? "directory" : "image",
		tree,
		...(facts === undefined ? {} : { image: facts }),
		walk: () => walk(tree, "/"),
		layerAt: () => undefined,
		examined: (path) => examined.get(path),
		budget: new WorkBudget(),
		diagnostics: [],
		close: () => {},
	};
}

function* walk(tree: FileTree, folder: string): Generator<WalkedEntry> {
	for (const name of tree.list(folder)) {
		const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
		const entry = tree.entry(path);
		if (entry === undefined) continue;
		yield { path, entry };
		if (entry.type === "directory") yield* walk(tree, path);
	}
}
