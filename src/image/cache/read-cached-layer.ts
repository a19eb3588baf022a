import type { Blob } from "../../archive/blob.ts";
import { Diagnostics } from "../../archive/diagnostics.ts";
import type { InputContext } from "../input-context.ts";
import type { LayerStream } from "../layers/layer-stream.ts";
import { readLayerStream } from "../layers/read-layer-stream.ts";
import type { LayerCache } from "./layer-cache.ts";
import { revivedLayer, storedLayer } from "./layer-conversion.ts";

/** A layer that was read, now or at another time. */
export type ReadLayer = Pick<LayerStream, "contents" | "log">;

/** Reads a compressed layer, or takes what is known of it from the cache.
 *  The cache is asked only after the blob's digest has been found right: a manifest may claim anything. A blob that was to
 *  be fetched by its digest is not fetched then. */
export async function readCachedLayer(blob: Blob, context: InputContext): Promise<ReadLayer> {
	const { cache } = context;
	const { digest } = blob;
	const isKnown = (known: LayerCache, of: string) => blob.isFetchedByDigest === true || isGenuine(blob, of, known);
	if (cache === undefined || digest === undefined || !isKnown(cache, digest)) {
		return readLayerStream(blob, true, context);
	}
	const stored = cache.get(digest);
	return stored === undefined ? readAndStore(blob, digest, cache, context) : revivedLayer(stored, context);
}

/** Whether a blob has the digest that is claimed. What was hashed before, and is the same file in the same state, is not
 *  hashed again: that takes longer than everything else. */
function isGenuine(blob: Blob, digest: string, cache: LayerCache): boolean {
	const identity = blob.identity?.();
	if (identity !== undefined && cache.isProven(identity, digest)) return true;
	if (`sha256:${blob.sha256?.()}` !== digest) return false;
	if (identity !== undefined && identity === blob.identity?.()) cache.prove(identity, digest);
	return true;
}

async function readAndStore(blob: Blob, digest: string, cache: LayerCache, context: InputContext): Promise<ReadLayer> {
	const own = new Diagnostics(context.name);
	// A digest that has just been found right is not looked at again.
	const checked: Blob =
		blob.isFetchedByDigest === true
			? blob
			: { name: blob.name, repeatable: blob.repeatable, chunks: () => blob.chunks() };
	const layer = await readLayerStream(checked, true, { ...context, diagnostics: own });
	context.diagnostics.adopt(own.list);
	// What an error cut short may be read in full another time, with other limits.
	if (own.list.some(({ severity }) => severity === "error")) return layer;
	const problem = cache.put(digest, storedLayer(layer, own.list));
	if (problem !== undefined) context.diagnostics.warning(`the cache cannot be written: ${problem}`);
	return layer;
}
