import { WorkBudget } from "../budget/work-budget.ts";
import type { ImageFacts } from "../image/image-facts.ts";
import { judgeInput } from "../judgement/judge-input.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { FileTree, WalkedEntry } from "../tree/file-tree.ts";
import { childPath } from "../tree/path-resolution.ts";
import type { SubjectReport } from "../verdict/report.ts";

const BUDGET_FACTOR = 50;

/** Judges every file of an image on the image itself, as `--target self --all` does. */
export function judgedAlone(tree: FileTree, image: ImageFacts, builder: OpenedInput): readonly SubjectReport[] {
	const input: OpenedInput = {
		source: "the packed image",
		form: "image",
		tree,
		image,
		walk: () => walked(tree, "/"),
		layerAt: () => 0,
		examined: (realPath) => builder.examined(realPath),
		budget: new WorkBudget(BUDGET_FACTOR),
		diagnostics: [],
		close: () => {},
	};
	return judgeInput(input, { targets: ["self"], all: true }, () => undefined).subjects;
}

function* walked(tree: FileTree, folder: string): Generator<WalkedEntry> {
	for (const name of tree.list(folder)) {
		const path = childPath(folder, name);
		const entry = tree.entry(path);
		if (entry === undefined) continue;
		yield { path, entry };
		if (entry.type === "directory") yield* walked(tree, path);
	}
}
