import { type Blob, streamBlob } from "../../archive/blob.ts";
import { type EntryVisitor, TarStreamReader } from "../../archive/tar/tar-stream-reader.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { InputContext } from "../input-context.ts";
import type { ImageTree } from "../tree/image-tree.ts";
import { LayerStream } from "./layer-stream.ts";
import { readRecordLog } from "./record-log.ts";

/** Passes over a blob for large files at most that often: header, dynamic table, hash table, then all the rest. */
const mostPasses = 4;

/** Reads a layer (or, with `inLayer` false, a root file system) from bytes that pass. What is malformed is noted and
 *  ends it; what came before stays. */
export async function readLayerStream(blob: Blob, inLayer: boolean, context: InputContext): Promise<LayerStream> {
	const layer = new LayerStream(inLayer, context);
	try {
		await passTar(blob, context, (entry) => layer.visit(entry));
	} catch (error) {
		context.diagnostics.caught(error);
	}
	layer.finish();
	await completeLargeFiles(layer, blob, context);
	return layer;
}

/** Enters what a layer said into a tree. */
export function applyLayer(layer: Pick<LayerStream, "contents" | "log">, tree: ImageTree, context: InputContext): void {
	tree.beginLayer(layer.contents);
	try {
		for (const record of readRecordLog(layer.log())) {
			const problem = tree.apply(record);
			if (problem !== undefined) context.diagnostics.warning(`ignored: ${problem}`, record.path);
		}
	} catch (error) {
		context.diagnostics.caught(error);
	}
}

async function passTar(blob: Blob, context: InputContext, visit: EntryVisitor): Promise<void> {
	const reader = new TarStreamReader(blob.name, context.limits, visit);
	await streamBlob(blob, context, (chunk) => reader.write(chunk));
	reader.close();
}

/** Passes over a blob again for what is still wanted of large files; says which stay incomplete. */
export async function completeLargeFiles(layer: LayerStream, blob: Blob, context: InputContext): Promise<void> {
	const { incomplete } = layer;
	for (let pass = 1; pass < mostPasses && incomplete.size > 0 && blob.repeatable; pass += 1) {
		await passAgain(layer, { name: blob.name, repeatable: true, chunks: () => blob.chunks() }, context);
	}
	for (const { path } of incomplete.values()) {
		context.diagnostics.error(
			"not judged in full: it is large, and its tables passed before it was known where they are",
			path,
		);
	}
}

async function passAgain(layer: LayerStream, blob: Blob, context: InputContext): Promise<void> {
	let entries = 0;
	for (const large of layer.incomplete.values()) large.again();
	const visit: EntryVisitor = () => {
		entries += 1;
		const number = entries;
		const large = layer.incomplete.get(number);
		if (large === undefined) return undefined;
		return {
			data: (chunk) => large.data(chunk),
			end: () => {
				layer.settle(large, large.place, large.path);
				if (large.missing.length === 0) layer.incomplete.delete(number);
			},
		};
	};
	try {
		await passTar(blob, context, visit);
	} catch (error) {
		// The first pass has noted it already.
		if (!(error instanceof InputError)) throw error;
	}
}
