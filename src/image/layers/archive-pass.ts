import { type Blob, streamBlob } from "../../archive/blob.ts";
import { compressionOf } from "../../archive/compression-format.ts";
import type { TarEntry } from "../../archive/tar/tar-entry.ts";
import { blockBytes, hasValidChecksum, isZeroBlock } from "../../archive/tar/tar-header.ts";
import { type EntrySink, TarStreamReader } from "../../archive/tar/tar-stream-reader.ts";
import type { InputContext } from "../input-context.ts";
import type { ImageTree } from "../tree/image-tree.ts";
import { treePath } from "./layer-record.ts";
import { LayerStream } from "./layer-stream.ts";
import { NestedLayer } from "./nested-layer.ts";
import { applyLayer, completeLargeFiles } from "./read-layer-stream.ts";

/** Where image archives keep their manifests, indexes and configurations, and bundles their config.json. */
const mayBeManifest = /^\/(?:[^/]+\.json|[^/]+\/config\.json|oci-layout|blobs\/[^/]+\/[^/]+)$/;

/** Reads an archive that passes once and of which nobody knows yet whether it is a root file system or holds images:
 *  its files go into the tree as those of a root file system, and members that look like layers are read as such.
 *  What is malformed is noted and ends it. Gives the layers by path in the tree. */
export async function streamArchive(
	blob: Blob,
	tree: ImageTree,
	context: InputContext,
): Promise<ReadonlyMap<string, LayerStream>> {
	const retains = (path: string): boolean =>
		mayBeManifest.test(path) || context.retains(path) || rootsAbove(path).some((inside) => context.retains(inside));
	const files = new LayerStream(false, { ...context, retains });
	const layers = new Map<string, NestedLayer>();
	const opened: NestedLayer[] = [];
	let latest: NestedLayer | undefined;
	const open = (first: Buffer, path: string): NestedLayer => {
		latest = new NestedLayer(first, `${context.name}!${path.slice(1)}`, blobDigest(path), context);
		opened.push(latest);
		return latest;
	};
	const reader = new TarStreamReader(blob.name, context.limits, (entry) => {
		const path = treePath(entry.path);
		const plain = files.visit(entry);
		if (path === undefined || opened.length >= context.limits.layers || !mayBeLayer(entry, path)) return plain;
		// A member that the archive cuts short is none, and of two with one name the later one counts.
		const endAs = (layer: NestedLayer | undefined): void => {
			if (layer === undefined) layers.delete(path);
			else {
				layers.set(path, layer);
				files.passOver(entry, path);
			}
		};
		return new SniffingSink(plain, (first) => open(first, path), endAs);
	});
	// Only the latest one can still be receiving.
	const settled = async (): Promise<void> => latest?.settled();
	try {
		await streamBlob(blob, context, (chunk) => reader.write(chunk), settled);
		reader.close();
	} catch (error) {
		context.diagnostics.caught(error);
	}
	for (const layer of opened) await layer.finish();
	files.finish();
	// Of what passes once, the answer for the file itself says that it could not be looked at in full.
	if (blob.repeatable) await completeLargeFiles(files, blob, context);
	applyLayer(files, tree, context);
	return new Map([...layers].map(([path, { layer }]) => [path, layer]));
}

/** Names of a file in the roots that may stand above it in the archive: `/rootfs`, `/bundle/rootfs`, `/bundle/root/fs`. */
function rootsAbove(path: string): readonly string[] {
	return [...path.matchAll(/\/(?=[^/]+\/)/g)].slice(1, 4).map(({ index }) => path.slice(index));
}

const manifests: ReadonlySet<string> = new Set(["/manifest.json", "/index.json"]);

/** Where image archives keep their layers: `blobs/...`, `ID/layer.tar`, or at the top. */
function mayBeLayer(entry: TarEntry, path: string): boolean {
	if (manifests.has(path)) return false;
	if (entry.kind !== "file" || entry.sparse !== undefined || entry.storedBytes < blockBytes / 8) return false;
	return /^\/(?:blobs\/[^/]+\/[^/]+|[^/]+\/layer\.tar|[^/]+)$/.test(path);
}

function blobDigest(path: string): string | undefined {
	const hex = /^\/blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
	return hex === undefined ? undefined : `sha256:${hex}`;
}

/** Looks at the start of a member: a layer is read as such, anything else is a file like others. */
class SniffingSink implements EntrySink {
	readonly #plain: EntrySink | undefined;
	readonly #open: (first: Buffer) => NestedLayer;
	readonly #endAs: (layer: NestedLayer | undefined) => void;
	#first: Buffer = Buffer.alloc(0);
	#nested: NestedLayer | undefined;
	#isDecided = false;

	constructor(
		plain: EntrySink | undefined,
		open: (first: Buffer) => NestedLayer,
		endAs: (layer: NestedLayer | undefined) => void,
	) {
		this.#plain = plain;
		this.#open = open;
		this.#endAs = endAs;
	}

	data(chunk: Buffer): void {
		if (this.#nested !== undefined) this.#nested.data(chunk);
		else if (this.#isDecided) this.#plain?.data(chunk);
		else this.#sniff(chunk);
	}

	end(): void {
		if (!this.#isDecided) this.#decide();
		if (this.#nested === undefined) this.#plain?.end();
		else this.#nested.end();
		this.#endAs(this.#nested);
	}

	#sniff(chunk: Buffer): void {
		this.#first = Buffer.concat([this.#first, chunk]);
		if (this.#first.length >= blockBytes) this.#decide();
	}

	#decide(): void {
		const first = this.#first;
		this.#isDecided = true;
		this.#first = Buffer.alloc(0);
		if (!looksLikeLayer(first)) {
			this.#plain?.data(first);
			return;
		}
		this.#nested = this.#open(first);
		this.#nested.data(first);
	}
}

function looksLikeLayer(first: Buffer): boolean {
	const compression = compressionOf(first);
	if (compression === "gzip" || compression === "zstd") return true;
	const block = first.subarray(0, blockBytes);
	// An empty layer is an archive without entries: blocks of zeros.
	return block.length === blockBytes && (hasValidChecksum(block) || isZeroBlock(block));
}
