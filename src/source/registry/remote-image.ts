import type { Diagnostics } from "../../archive/diagnostics.ts";
import type { InputLimits } from "../../archive/limits.ts";
import { InputError } from "../../bytes/input-error.ts";
import { choosePlatform } from "../../image/manifest/choose-images.ts";
import { platformOf } from "../../image/manifest/image-plan.ts";
import { field, listField, parseJson, textField } from "../../image/manifest/json-value.ts";
import { isArtifact } from "../../image/manifest/oci-index.ts";
import type { Platform } from "../../image/manifest/platform.ts";
import { blobStream, type RemoteBlob } from "./blob-stream.ts";
import { fetchManifest, type RemoteManifest } from "./manifests.ts";
import { isDigest } from "./reference.ts";
import type { RegistryClient } from "./registry-client.ts";

/** What is asked of a registry. */
export interface RemoteRequest {
	readonly client: RegistryClient;
	readonly platform: Platform | undefined;
	readonly limits: InputLimits;
	readonly diagnostics: Diagnostics;
}

/** An image whose manifest and configuration have come. */
export interface RemoteImage {
	readonly manifest: RemoteManifest;
	readonly config: { readonly digest: string; readonly bytes: Buffer };
	/** For which platform the index has it; absent without an index. */
	readonly stated?: Platform;
	readonly layers: ReadonlyMap<string, RemoteBlob>;
}

/** Asks for an image's manifest (out of an index the one for the platform) and configuration.
 *  Errors: InputError, as for the client; `no-such-platform`, `malformed-index`, `malformed-json`, `unsupported`, `limit`. */
export async function remoteImage(request: RemoteRequest): Promise<RemoteImage> {
	const { client, limits } = request;
	const top = await fetchManifest(client, client.reference.version, limits.jsonBytes);
	const chosen = await imageIn(request, top);
	const manifest = parseJson(chosen.manifest.bytes, `${client.name}: manifest`);
	const config = descriptorOf(field(manifest, "config"), client.name);
	checkKind(manifest, client.name);
	if (config.sizeBytes > limits.jsonBytes) {
		throw new InputError("limit", client.name, "configuration", `${config.sizeBytes} bytes (limit jsonBytes)`);
	}
	const parts: Buffer[] = [];
	for await (const chunk of blobStream(client, config)) parts.push(chunk);
	const layers = listField(manifest, "layers")
		.slice(0, limits.layers + 1)
		.map((layer) => descriptorOf(layer, client.name));
	return {
		...chosen,
		config: { digest: config.digest, bytes: Buffer.concat(parts) },
		layers: new Map(layers.map((layer) => [layer.digest, layer])),
	};
}

type Chosen = Pick<RemoteImage, "manifest" | "stated">;

/** A manifest of an index, for a platform. */
interface Candidate {
	readonly digest: string;
	readonly platform: Platform;
}

async function imageIn(request: RemoteRequest, top: RemoteManifest): Promise<Chosen> {
	const { client, platform, limits, diagnostics } = request;
	const candidates: Candidate[] = [];
	const isIndex = await collect(request, top, [], candidates);
	if (!isIndex) return { manifest: top };
	const { digest, platform: stated } = choosePlatform(candidates, platform, client.name, diagnostics);
	return { manifest: await fetchManifest(client, digest, limits.jsonBytes), stated };
}

/** Enters the images of an index, and of the indexes in it; says whether it is an index at all.
 *  Attestations and other artifacts are passed over. */
async function collect(
	request: RemoteRequest,
	{ bytes, digest }: RemoteManifest,
	above: readonly string[],
	candidates: Candidate[],
): Promise<boolean> {
	const { client, limits } = request;
	const index = parseJson(bytes, `${client.name}: manifest`);
	if (!Array.isArray(field(index, "manifests"))) return false;
	if (above.length >= limits.indexDepth || above.includes(digest)) {
		const detail = `nested deeper than ${limits.indexDepth} (limit indexDepth)`;
		throw new InputError("limit", client.name, "image index", detail);
	}
	for (const descriptor of listField(index, "manifests").filter((each) => !isArtifact(each))) {
		const inner = descriptorOf(descriptor, client.name);
		const stated = field(descriptor, "platform");
		if (stated !== undefined) candidates.push({ digest: inner.digest, platform: platformOf(stated) });
		else if (/index|list/.test(textField(descriptor, "mediaType") ?? "")) {
			const nested = await fetchManifest(client, inner.digest, limits.jsonBytes);
			await collect(request, nested, [...above, digest], candidates);
		}
		if (candidates.length > limits.images) {
			throw new InputError("limit", client.name, "image index", `more than ${limits.images} images (limit images)`);
		}
	}
	return true;
}

/** Errors: InputError `malformed-index`. */
function descriptorOf(value: unknown, name: string): RemoteBlob {
	const digest = textField(value, "digest") ?? "";
	const sizeBytes = field(value, "size");
	if (isDigest(digest) && typeof sizeBytes === "number" && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0) {
		return { digest, sizeBytes };
	}
	const shown = JSON.stringify(digest.slice(0, 140));
	throw new InputError("malformed-index", name, "descriptor", `${shown} is no digest, or it has no size`);
}

/** Charts, signatures and other things stand in registries, too. */
function checkKind(manifest: unknown, name: string): void {
	const kind = textField(field(manifest, "config"), "mediaType") ?? "";
	if (/^application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/.test(kind)) return;
	const artifact = textField(manifest, "artifactType") ?? kind;
	const shown = JSON.stringify(artifact.slice(0, 100));
	throw new InputError("unsupported", name, "manifest", `it is no image, but an artifact of type ${shown}`);
}
