import { createHash } from "node:crypto";
import { InputError } from "../../bytes/input-error.ts";
import { networkError } from "./network-error.ts";
import type { RegistryClient } from "./registry-client.ts";
import { leave } from "./reply-body.ts";

/** A blob as a manifest describes it. */
export interface RemoteBlob {
	readonly digest: string;
	readonly sizeBytes: number;
}

/** Connections that may be cut while one blob comes. */
const MOST_CUTS = 3;

/** The bytes of a blob: never more than its manifest says, and an error where they are fewer or others. A connection that
 *  is cut is taken up where it was, once for every cut.
 *  Errors: InputError `truncated`, `digest-mismatch`, `limit`, and those of {@link RegistryClient.get}. */
export async function* blobStream(client: RegistryClient, blob: RemoteBlob): AsyncGenerator<Buffer> {
	const hash = createHash(blob.digest.slice(0, blob.digest.indexOf(":")));
	let had = 0;
	for (let cuts = 0; had < blob.sizeBytes || cuts === 0; cuts += 1) {
		try {
			for await (const chunk of from(client, blob, had)) {
				hash.update(chunk);
				had += chunk.length;
				yield chunk;
			}
			if (had >= blob.sizeBytes) break;
			if (cuts >= MOST_CUTS) throw truncated(client, blob, had);
		} catch (error) {
			if (error instanceof InputError) throw error;
			if (cuts >= MOST_CUTS) throw networkError(error, client.name, client.reference.host);
		}
	}
	const found = `${blob.digest.slice(0, blob.digest.indexOf(":"))}:${hash.digest("hex")}`;
	if (found !== blob.digest) {
		throw new InputError("digest-mismatch", client.name, "blob", `it is ${found}, the manifest says ${blob.digest}`);
	}
}

/** What comes from an offset on: asked for as a range, or passed over where the registry knows no ranges. */
async function* from(
	client: RegistryClient,
	{ digest, sizeBytes }: RemoteBlob,
	offset: number,
): AsyncGenerator<Buffer> {
	const reply = await client.get(`blobs/${digest}`, offset === 0 ? {} : { range: `bytes=${offset}-` });
	const start = reply.status === 206 ? rangeStart(reply.header("content-range")) : 0;
	if (start === undefined || start > offset) {
		leave(reply);
		throw new InputError("truncated", client.name, "blob", `${reply.url.host} answers with another range of ${digest}`);
	}
	let place = start;
	try {
		for await (const chunk of reply.body) {
			if (!Buffer.isBuffer(chunk)) continue;
			const fresh = chunk.subarray(Math.max(0, offset - place));
			place += chunk.length;
			if (place > sizeBytes) {
				throw new InputError(
					"limit",
					client.name,
					"blob",
					`${digest} is longer than the manifest says (${sizeBytes} bytes)`,
				);
			}
			if (fresh.length > 0) yield fresh;
		}
	} finally {
		leave(reply);
	}
}

function rangeStart(header: string | undefined): number | undefined {
	const start = /^bytes (\d{1,15})-/.exec(header ?? "")?.[1];
	return start === undefined ? undefined : Number(start);
}

function truncated(client: RegistryClient, { digest, sizeBytes }: RemoteBlob, had: number): InputError {
	return new InputError("truncated", client.name, "blob", `${digest} ends after ${had} of ${sizeBytes} bytes`);
}
