import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { errnoOf } from "../../bytes/errno.ts";
import { uninterrupted } from "../../disk/uninterrupted.ts";
import { VERSION } from "../../version.ts";
import { isStoredLayer, type StoredLayer } from "./stored-layer.ts";

/** Changes whenever what is stored of a layer changes its form or meaning. */
const form = 4;

/** Layers that the folder keeps; the ones not used for longest go first. */
const mostLayers = 256;

/** Files in known states whose digests it remembers. */
const mostProofs = 1024;

/** Milliseconds after which a part of a file is nobody's work any more. */
const staleAfter = 24 * 60 * 60 * 1000;

/** Larger files were not written by this cache. */
const largestFile = 512 * 1024 * 1024;

/** What was read of compressed layers, in a folder of the user's: one file per layer, named by the digest of the layer
 *  and the version of the program. Nothing in it is believed that does not bear its own digest and its own shape. */
export interface LayerCache {
	/** What is stored of a layer; nothing when it is not there or not whole. */
	get(digest: string): StoredLayer | undefined;
	/** Stores a layer; says why where that fails. */
	put(digest: string, layer: StoredLayer): string | undefined;
	/** Whether the bytes of this identity were once found to have a digest. */
	isProven(identity: string, digest: string): boolean;
	/** Remembers that they have it, where that can be written. */
	prove(identity: string, digest: string): void;
}

/** The cache in a folder, which is made when something is stored. */
export function layerCache(folder: string): LayerCache {
	const fileOf = (digest: string): string =>
		join(folder, `${sha256(`${form} ${VERSION} ${digest}`).toString("hex")}.layer`);
	const proofOf = (identity: string): string => join(folder, `${sha256(`${form} ${identity}`).toString("hex")}.proof`);
	return {
		get(digest) {
			const file = fileOf(digest);
			const layer = layerIn(file);
			if (layer !== undefined) markUsed(file);
			return layer;
		},
		put(digest, layer) {
			try {
				mkdirSync(folder, { recursive: true, mode: 0o700 });
				uninterrupted(() => writeWhole(fileOf(digest), layer));
				prune(folder);
				return undefined;
			} catch (error) {
				if (errnoOf(error) === undefined) throw error;
				return error instanceof Error ? error.message : String(error);
			}
		},
		isProven: (identity, digest) => textIn(proofOf(identity)) === digest,
		prove(identity, digest) {
			try {
				mkdirSync(folder, { recursive: true, mode: 0o700 });
				writeFileSync(proofOf(identity), digest, { mode: 0o600 });
			} catch (error) {
				if (errnoOf(error) === undefined) throw error;
			}
		},
	};
}

function textIn(file: string): string | undefined {
	try {
		return readFileSync(file, "latin1");
	} catch {
		return undefined;
	}
}

function sha256(bytes: Buffer | string): Buffer {
	return createHash("sha256").update(bytes).digest();
}

function layerIn(file: string): StoredLayer | undefined {
	try {
		if (statSync(file).size > largestFile) return undefined;
		const bytes = readFileSync(file);
		const payload = bytes.subarray(32);
		if (!sha256(payload).equals(bytes.subarray(0, 32))) return undefined;
		const layer: unknown = deserialize(payload);
		return isStoredLayer(layer) ? layer : undefined;
	} catch {
		// Whatever is wrong with the file, the layer itself is still there to be read.
		return undefined;
	}
}

function markUsed(file: string): void {
	try {
		const now = new Date();
		utimesSync(file, now, now);
	} catch {
		// A folder that may only be read serves as well.
	}
}

/** Written beside and renamed, so that nobody ever reads half of it. */
function writeWhole(file: string, layer: StoredLayer): void {
	const payload = serialize(layer);
	const part = `${file}.${process.pid}.part`;
	try {
		writeFileSync(part, Buffer.concat([sha256(payload), payload]), { mode: 0o600 });
		renameSync(part, file);
	} catch (error) {
		rmSync(part, { force: true });
		throw error;
	}
}

function prune(folder: string): void {
	const files = readdirSync(folder);
	const layers = oldest(
		folder,
		files.filter((name) => name.endsWith(".layer")),
		mostLayers,
	);
	const proofs = oldest(
		folder,
		files.filter((name) => name.endsWith(".proof")),
		mostProofs,
	);
	// What a killed process, or one that lost its power, has left.
	const left = lastUsed(folder, files.filter(isPart)).filter(({ used }) => used < Date.now() - staleAfter);
	for (const { name } of [...layers, ...proofs, ...left]) rmSync(join(folder, name), { force: true });
}

/** Those beyond the `most` that were used last. */
function oldest(folder: string, names: readonly string[], most: number): ReturnType<typeof lastUsed> {
	return names.length <= most ? [] : lastUsed(folder, names).slice(0, names.length - most);
}

function isPart(name: string): boolean {
	return /\.layer\.\d+\.part$/.test(name);
}

function lastUsed(folder: string, names: readonly string[]): { readonly name: string; readonly used: number }[] {
	return names
		.map((name) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now() }))
		.sort((left, right) => left.used - right.used);
}
