import { createHash, randomBytes } from "node:crypto";
import {
	closeSync,
	constants,
	fstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../bytes/errno.ts";
import { uninterrupted } from "../../disk/uninterrupted.ts";
import { VERSION } from "../../version.ts";
import { decodeLayer, decodeProof, encodeLayer, encodeProof } from "./layer-file.ts";
import type { StoredLayer } from "./stored-layer.ts";

/** Changes whenever what is stored of a layer changes its form or meaning. */
export const FORM = 5;

/** Layers that the folder keeps; the ones not used for longest go first. */
const mostLayers = 256;

/** Files in known states whose digests it remembers. */
const mostProofs = 1024;

/** Milliseconds after which a part of a file is nobody's work any more. */
const staleAfter = 24 * 60 * 60 * 1000;

/** Larger files were not written by this cache. */
const largestFile = 512 * 1024 * 1024;

/** What was read of compressed layers, in a folder of the user's: one file per layer, named by the digest of the layer
 *  and the version of the program. Nothing in it is believed that is not sealed for the very layer and of the right shape. */
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

/** What a cache is opened with. */
export interface CacheOptions {
	/** Seals what is written and opens what is read: nobody without it can forge an entry (ELFSPECT_CACHE_KEY). */
	readonly key?: string | undefined;
	/** Tells an examiner's answer from anything else. */
	readonly isExamined: (value: unknown) => boolean;
}

/** The cache in a folder, which is made when something is stored. A folder that another user owns, or that others may
 *  write, is not used. */
export function layerCache(folder: string, { key, isExamined }: CacheOptions): LayerCache {
	const purposeOf = (digest: string): string => `${FORM} ${VERSION} ${digest}`;
	const fileOf = (digest: string): string => join(folder, `${sha256(purposeOf(digest))}.layer`);
	const proofOf = (identity: string): string => join(folder, `${sha256(`${FORM} ${identity}`)}.proof`);
	const isOurs = (): boolean => isTrusted(folder);
	return {
		get(digest) {
			const file = fileOf(digest);
			const bytes = isOurs() ? ownBytes(file, largestFile) : undefined;
			const layer = bytes && whole(() => decodeLayer(purposeOf(digest), bytes, key, isExamined));
			if (layer !== undefined) markUsed(file);
			return layer;
		},
		put(digest, layer) {
			try {
				mkdirSync(folder, { recursive: true, mode: 0o700 });
				if (!isOurs()) return "its folder is another user's, or others may write in it";
				uninterrupted(() => writeWhole(fileOf(digest), encodeLayer(purposeOf(digest), layer, key)));
				prune(folder);
				return undefined;
			} catch (error) {
				if (errnoOf(error) === undefined) throw error;
				return error instanceof Error ? error.message : String(error);
			}
		},
		isProven(identity, digest) {
			const bytes = isOurs() ? ownBytes(proofOf(identity), largestProof) : undefined;
			return bytes !== undefined && decodeProof(identity, bytes.toString("latin1"), key) === digest;
		},
		prove(identity, digest) {
			try {
				mkdirSync(folder, { recursive: true, mode: 0o700 });
				if (!isOurs()) return;
				uninterrupted(() => writeWhole(proofOf(identity), Buffer.from(encodeProof(identity, digest, key))));
			} catch (error) {
				if (errnoOf(error) === undefined) throw error;
			}
		},
	};
}

/** Bytes of the longest proof. */
const largestProof = 1024;

/** Write permission of group and others. */
const OTHERS_WRITE = 0o022;

/** Whether a folder is the user's own, and nobody else may write in it; where systems have no such owners, it is. */
function isTrusted(folder: string): boolean {
	const user = process.getuid?.();
	if (user === undefined) return true;
	const stat = statSync(folder, { throwIfNoEntry: false });
	return stat === undefined || (stat.isDirectory() && stat.uid === user && (stat.mode & OTHERS_WRITE) === 0);
}

/** The bytes of a file of the user's own, no link; nothing where there is none. */
function ownBytes(file: string, most: number): Buffer | undefined {
	try {
		const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
		try {
			const stat = fstatSync(descriptor);
			const user = process.getuid?.();
			const isOwn = stat.isFile() && stat.size <= most && (user === undefined || stat.uid === user);
			return isOwn ? readFileSync(descriptor) : undefined;
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return undefined;
	}
}

/** Whatever is wrong with what was stored, the layer itself is still there to be read. */
function whole(decode: () => StoredLayer | undefined): StoredLayer | undefined {
	try {
		return decode();
	} catch {
		return undefined;
	}
}

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

function markUsed(file: string): void {
	try {
		const now = new Date();
		utimesSync(file, now, now);
	} catch {
		// A folder that may only be read serves as well.
	}
}

/** Written beside, under a name that nobody can foresee, and renamed: nobody ever reads half of it, or finds a link
 *  where it is to be. */
function writeWhole(file: string, content: Buffer): void {
	const part = `${file}.${randomBytes(8).toString("hex")}.part`;
	try {
		writeFileSync(part, content, { mode: 0o600, flag: "wx" });
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
	return /\.(?:layer|proof)\.[0-9a-f]+\.part$/.test(name);
}

function lastUsed(folder: string, names: readonly string[]): { readonly name: string; readonly used: number }[] {
	return names
		.map((name) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now() }))
		.sort((left, right) => left.used - right.used);
}
