import type { ImageTree } from "../image/image-tree.ts";
import { treePath } from "../image/layer-record.ts";
import type { InputContext } from "../input-context.ts";
import { type Blob, passBlob } from "../stream/blob.ts";
import { compressionOf } from "../stream/compression-format.ts";
import { PassingLayer } from "../stream/passing-layer.ts";
import { applyPassedLayer } from "../stream/read-passing-layer.ts";
import type { TarEntry } from "../tar/tar-entry.ts";
import { blockBytes, hasValidChecksum, isZeroBlock } from "../tar/tar-header.ts";
import { type EntrySink, TarStreamReader } from "../tar/tar-stream-reader.ts";
import { type NestedLayer, nestedLayer } from "./nested-layer.ts";

/** Where image archives keep their manifests, indexes and configurations. */
const mayBeManifest = /^\/(?:[^/]+\.json|oci-layout|blobs\/[^/]+\/[^/]+)$/;

/** Reads an archive that passes once and of which nobody knows yet whether it is a root file system or holds images:
 *  its files go into the tree as those of a root file system, and members that look like layers are read as such.
 *  What is malformed is noted and ends it. Gives the layers by path in the tree. */
export async function passArchive(
	blob: Blob,
	tree: ImageTree,
	context: InputContext,
): Promise<ReadonlyMap<string, PassingLayer>> {
	const wants = (path: string): boolean => mayBeManifest.test(path) || context.wants(path);
	const files = new PassingLayer(false, { ...context, wants });
	const layers = new Map<string, NestedLayer>();
	const reader = new TarStreamReader(blob.name, context.limits, (entry) => {
		const path = treePath(entry.path);
		const plain = files.visit(entry);
		return path !== undefined && mayBeLayer(entry, path) ? new SniffingSink(path, plain, layers, context) : plain;
	});
	const settled = async (): Promise<void> => {
		for (const layer of layers.values()) await layer.settled();
	};
	try {
		await passBlob(blob, context, (chunk) => reader.write(chunk), settled);
		reader.close();
	} catch (error) {
		context.diagnostics.caught(error);
	}
	await settled();
	applyPassedLayer(files, tree, context);
	return new Map([...layers].map(([path, { layer }]) => [path, layer]));
}

/** Where image archives keep their layers: `blobs/...`, `ID/layer.tar`, or at the top. */
function mayBeLayer(entry: TarEntry, path: string): boolean {
	if (entry.kind !== "file" || entry.sparse !== undefined || entry.storedBytes < blockBytes / 8) return false;
	return /^\/(?:blobs\/[^/]+\/[^/]+|[^/]+\/layer\.tar|[^/]+)$/.test(path);
}

/** Looks at the start of a member: a layer is read as such, anything else is a file like others. */
class SniffingSink implements EntrySink {
	readonly #path: string;
	readonly #plain: EntrySink | undefined;
	readonly #layers: Map<string, NestedLayer>;
	readonly #context: InputContext;
	#first: Buffer = Buffer.alloc(0);
	#nested: NestedLayer | undefined;
	#isDecided = false;

	constructor(path: string, plain: EntrySink | undefined, layers: Map<string, NestedLayer>, context: InputContext) {
		this.#path = path;
		this.#plain = plain;
		this.#layers = layers;
		this.#context = context;
	}

	data(chunk: Buffer): void {
		if (this.#nested !== undefined) this.#nested.sink.data(chunk);
		else if (this.#isDecided) this.#plain?.data(chunk);
		else this.#sniff(chunk);
	}

	end(): void {
		if (!this.#isDecided) this.#decide();
		this.#nested?.sink.end();
		this.#plain?.end();
	}

	#sniff(chunk: Buffer): void {
		this.#first = Buffer.concat([this.#first, chunk]);
		if (this.#first.length >= blockBytes) this.#decide();
	}

	#decide(): void {
		const first = this.#first;
		this.#isDecided = true;
		this.#first = Buffer.alloc(0);
		if (looksLikeLayer(first)) this.#open(first);
		else this.#plain?.data(first);
	}

	#open(first: Buffer): void {
		const hex = /^\/blobs\/sha256\/([0-9a-f]{64})$/.exec(this.#path)?.[1];
		const file = `${this.#context.name}!${this.#path.slice(1)}`;
		this.#nested = nestedLayer(first, file, hex === undefined ? undefined : `sha256:${hex}`, this.#context);
		this.#layers.set(this.#path, this.#nested);
		this.#nested.sink.data(first);
	}
}

function looksLikeLayer(first: Buffer): boolean {
	const compression = compressionOf(first);
	if (compression === "gzip" || compression === "zstd") return true;
	const block = first.subarray(0, blockBytes);
	// An empty layer is an archive without entries: blocks of zeros.
	return block.length === blockBytes && (hasValidChecksum(block) || isZeroBlock(block));
}
