import { Diagnostics } from "../../src/archive/diagnostics.ts";
import { defaultLimits, type InputLimits } from "../../src/archive/limits.ts";
import { WorkBudget } from "../../src/budget/work-budget.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { InputContext } from "../../src/image/input-context.ts";
import { applyLayer, readLayerStream } from "../../src/image/layers/read-layer-stream.ts";
import { RetainedStore } from "../../src/image/layers/retained-files.ts";
import { isRetained } from "../../src/image/layers/retained-paths.ts";
import { walkLayer } from "../../src/image/layers/walked-layer.ts";
import { ImageTree } from "../../src/image/tree/image-tree.ts";
import { fileTree } from "../../src/tree/path-resolution.ts";

/** A context of its own for one reading. */
export function testContext(limits: Partial<InputLimits> = {}): InputContext {
	const all = { ...defaultLimits, ...limits };
	return {
		name: "test",
		limits: all,
		budget: new WorkBudget(),
		diagnostics: new Diagnostics("test"),
		retained: new RetainedStore(all.retainedBytes),
		examine: undefined,
		retains: isRetained,
		cache: undefined,
		progress: undefined,
	};
}

/** Layers, lowest first, walked by their headers. */
export function walked(layers: readonly Buffer[], context = testContext(), inLayer = true): ImageTree {
	const tree = new ImageTree(context.name, context.limits);
	for (const [index, bytes] of layers.entries())
		walkLayer(memorySource(`layer ${index}`, bytes), tree, inLayer, context);
	return tree;
}

/** Layers, lowest first, passing in chunks of a size. */
export async function passed(
	layers: readonly Buffer[],
	context = testContext(),
	inLayer = true,
	chunkBytes = 65_536,
): Promise<ImageTree> {
	const tree = new ImageTree(context.name, context.limits);
	for (const [index, bytes] of layers.entries()) {
		const blob = { name: `layer ${index}`, repeatable: true, chunks: () => chunksOf(bytes, chunkBytes) };
		applyLayer(await readLayerStream(blob, inLayer, context), tree, context);
	}
	return tree;
}

function* chunksOf(bytes: Buffer, length: number): Generator<Buffer> {
	// Copies: memory that is used again afterwards would show in what was kept.
	for (let at = 0; at < bytes.length; at += length) yield Buffer.from(bytes.subarray(at, at + length));
}

/** The text of a file, or why it cannot be had. */
export function textAt(tree: ImageTree, path: string): string {
	const lookup = fileTree(tree).lookup(path);
	if (!lookup.found) return lookup.errno;
	return lookup.entry.type === "file" ? String(lookup.entry.bytes()?.read(0, 1000)) : lookup.entry.type;
}
