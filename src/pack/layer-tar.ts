import { createHash } from "node:crypto";
import type { Pack } from "tar-stream";
import { InputError } from "../bytes/input-error.ts";
import { encodeText } from "../bytes/text.ts";
import type { FileEntry, Owner } from "../tree/file-tree.ts";
import type { PackedEntry } from "./pack-contents.ts";
import { putData, putEntry, type TarHeader, tarOf } from "./tar-writing.ts";

const CHUNK_BYTES = 1 << 20;

/** Digest and length of a layer, which is made anew each time that it is read: nothing of it is held. */
export interface LayerDigest {
	/** `sha256:...` of the tar. */
	readonly diffId: string;
	readonly sizeBytes: number;
}

/** The tar of a layer: entries in order, one time for all, hard links kept.
 *  @param time seconds since the epoch
 *  Errors: InputError `changed` for a file that has another length than before. */
export function layerTar(entries: readonly PackedEntry[], time: number): AsyncGenerator<Buffer> {
	return tarOf((tar) => putEntries(tar, entries, new Date(time * 1000)));
}

/** Reads a layer through once. */
export async function digestOf(chunks: AsyncIterable<Buffer>): Promise<LayerDigest> {
	const hash = createHash("sha256");
	let sizeBytes = 0;
	for await (const chunk of chunks) {
		hash.update(chunk);
		sizeBytes += chunk.length;
	}
	return { diffId: `sha256:${hash.digest("hex")}`, sizeBytes };
}

async function putEntries(tar: Pack, entries: readonly PackedEntry[], mtime: Date): Promise<void> {
	const links = new Map<string, string>();
	for (const { path, entry } of entries) {
		const name = tarText(path.slice(1));
		if (entry.type === "directory") await putEntry(tar, { ...header(name, mtime, entry), type: "directory" });
		else if (entry.type === "symlink")
			await putEntry(tar, { name, mtime, mode: 0o777, type: "symlink", linkname: tarText(entry.target) });
		else if (entry.type === "file") {
			const linkname = entry.identity === undefined ? undefined : links.get(entry.identity);
			if (linkname !== undefined) await putEntry(tar, { ...header(name, mtime, entry), type: "link", linkname });
			else {
				if (entry.identity !== undefined) links.set(entry.identity, name);
				await putData(tar, { ...header(name, mtime, entry), size: entry.sizeBytes }, bytesOf(path, entry));
			}
		}
	}
}

function header(
	name: string,
	mtime: Date,
	{ mode, owner }: { readonly mode: number; readonly owner?: Owner | undefined },
): TarHeader {
	return { name, mtime, mode, uid: owner?.uid ?? 0, gid: owner?.gid ?? 0 };
}

/** tar-stream writes names as UTF-8: a name that is none would change. Errors: InputError `unsupported`. */
function tarText(text: string): string {
	if (encodeText(text).toString("utf8") === text) return text;
	throw new InputError("unsupported", text, "file name", "it is not valid UTF-8: an image with it cannot be written");
}

function* bytesOf(path: string, entry: FileEntry): Generator<Buffer> {
	const source = entry.bytes();
	if (source === undefined) throw new InputError("not-retained", path, "file", "its bytes are not at hand");
	for (let offset = 0; offset < entry.sizeBytes; ) {
		const chunk = Buffer.from(source.read(offset, Math.min(CHUNK_BYTES, entry.sizeBytes - offset)));
		if (chunk.length === 0) throw changed(path);
		yield chunk;
		offset += chunk.length;
	}
}

/** A file is not what it was when the image was put together. */
export function changed(path: string): InputError {
	return new InputError("changed", path, "file", "it changed while it was read");
}
