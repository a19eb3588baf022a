import { createHash } from "node:crypto";
import { InputError } from "../../bytes/input-error.ts";
import type { RegistryClient } from "./registry-client.ts";
import { shortBody } from "./reply-body.ts";

/** A manifest or index and what it is named by. */
export interface RemoteManifest {
	readonly bytes: Buffer;
	readonly digest: string;
	readonly mediaType: string;
}

const KINDS = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.v2+json",
];

/** The manifest of a tag or digest. What its name or the registry says of its digest is checked.
 *  Errors: InputError `digest-mismatch`, `limit`, and those of {@link RegistryClient.get}. */
export async function fetchManifest(client: RegistryClient, version: string, most: number): Promise<RemoteManifest> {
	const reply = await client.get(`manifests/${version}`, { accept: KINDS.join(", ") });
	const bytes = await client.complete(shortBody(reply, { name: client.name, what: "manifest", bytes: most }));
	const stated = version.includes(":") ? version : reply.header("docker-content-digest");
	const algorithm = /^(sha256|sha384|sha512):/.exec(stated ?? "")?.[1] ?? "sha256";
	const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
	if (stated !== undefined && stated !== digest) {
		const detail = `its digest is ${digest}, not ${stated.slice(0, 140)}`;
		throw new InputError("digest-mismatch", client.name, "manifest", detail);
	}
	return { bytes, digest, mediaType: (reply.header("content-type") ?? "").replace(/;.*$/, "").trim() };
}
