import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";
import type { Experiment } from "./observe.ts";

/** What scripts and checklists do: is the interpreter there, and does every DT_NEEDED name stand in a library folder?
 *  The yardstick beside which the prediction is scored. */
export type NaiveCheck = (path: string) => "starts" | "refused";

const FOLDERS = [
	"lib",
	"usr/lib",
	"usr/local/lib",
	"lib64",
	"usr/lib64",
	"lib/x86_64-linux-gnu",
	"usr/lib/x86_64-linux-gnu",
];

export function naiveCheckFor(experiment: Experiment): NaiveCheck {
	const layers = experiment.root.layers.map((layer) => directoryTree(layer));
	const binds = Object.entries(experiment.binds).map(([point, source]) => ({ point, tree: directoryTree(source) }));
	const isThere = (path: string) => layers.some((layer) => layer.lookup(path).found);
	const known = new Map<string, boolean>();
	const isLibrary = (name: string) => {
		const answer = known.get(name) ?? FOLDERS.some((folder) => isThere(`/${folder}/${name}`));
		known.set(name, answer);
		return answer;
	};
	return (path) => {
		const elf = elfAt(path, layers, binds);
		if (elf === undefined || elf.machine !== 62) return "refused";
		if (elf.interpreter !== undefined && !isThere(elf.interpreter)) return "refused";
		return (elf.dynamic?.needed ?? []).every(isLibrary) ? "starts" : "refused";
	};
}

function elfAt(path: string, layers: readonly FileTree[], binds: readonly { point: string; tree: FileTree }[]) {
	const bind = binds.find(({ point }) => path.startsWith(`/${point}/`));
	const trees = bind === undefined ? layers : [bind.tree];
	const inside = bind === undefined ? path : path.slice(bind.point.length + 1);
	for (const tree of trees) {
		const found = tree.lookup(inside);
		if (!found.found || found.entry.type !== "file") continue;
		const content = found.entry.content();
		return content.kind === "elf" ? content.elf : undefined;
	}
	return undefined;
}
