import type { DependencyTree } from "../../verdict/dependency-tree.ts";
import { safeText } from "../safe-text.ts";

/** Longest label; what is longer is cut in the middle of nowhere and says so. */
const MAX_LABEL = 200;

interface Edge {
	readonly from: string;
	readonly to: string;
	readonly isMissing: boolean;
}

interface Graph {
	/** Labels by node id. */
	readonly nodes: ReadonlyMap<string, { readonly label: string; readonly isMissing: boolean }>;
	readonly edges: readonly Edge[];
}

/** Graphviz's language; `dot -Tsvg` draws it. */
export function treeDot(tree: DependencyTree): string {
	const { nodes, edges } = graphOf(tree);
	return `${[
		"digraph dependencies {",
		"  node [shape=box, fontname=monospace];",
		...[...nodes].map(([id, { label, isMissing }]) => {
			return `  ${id} [label=${dotString(label)}${isMissing ? ", color=red, fontcolor=red, style=dashed" : ""}];`;
		}),
		...edges.map(({ from, to, isMissing }) => `  ${from} -> ${to}${isMissing ? " [color=red, style=dashed]" : ""};`),
		"}",
	].join("\n")}\n`;
}

/** Mermaid's flow chart, as GitHub and GitLab draw it in Markdown. */
export function treeMermaid(tree: DependencyTree): string {
	const { nodes, edges } = graphOf(tree);
	const missing = [...nodes].filter(([, { isMissing }]) => isMissing).map(([id]) => id);
	return `${[
		"flowchart LR",
		...[...nodes].map(([id, { label }]) => `  ${id}["${mermaidText(label)}"]`),
		...edges.map(({ from, to, isMissing }) => `  ${from} ${isMissing ? "-.->" : "-->"} ${to}`),
		...(missing.length > 0
			? ["  classDef missing stroke:#c00,color:#c00", `  class ${missing.join(",")} missing`]
			: []),
	].join("\n")}\n`;
}

/** Ids are numbers of our own: nothing of a name becomes part of the language. */
function graphOf({ objects }: DependencyTree): Graph {
	const missing = new Map<string, string>();
	const edges = objects.flatMap(({ needs }, index) =>
		needs.map(({ name, object }): Edge => {
			if (object !== undefined) return { from: `n${index}`, to: `n${object}`, isMissing: false };
			const id = missing.get(name) ?? `m${missing.size}`;
			missing.set(name, id);
			return { from: `n${index}`, to: id, isMissing: true };
		}),
	);
	const nodes = new Map<string, { readonly label: string; readonly isMissing: boolean }>();
	for (const [index, { name }] of objects.entries()) nodes.set(`n${index}`, { label: name, isMissing: false });
	for (const [name, id] of missing) nodes.set(id, { label: `${name}: not found`, isMissing: true });
	return { nodes, edges };
}

function shortened(label: string): string {
	const text = safeText(label);
	return text.length <= MAX_LABEL ? text : `${text.slice(0, MAX_LABEL)}...`;
}

function dotString(label: string): string {
	return `"${shortened(label).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Entities as Mermaid writes them, for everything that is neither a letter, a digit nor harmless in a path. */
function mermaidText(label: string): string {
	return shortened(label).replace(/[^\p{L}\p{N} ./:_+-]/gu, (character) => `#${character.codePointAt(0)};`);
}
