import { createHash } from "node:crypto";
import { Diagnostics } from "../../archive/diagnostics.ts";
import { InputError } from "../../bytes/input-error.ts";
import { hostPlatform, isSamePlatform } from "../../image/manifest/choose-images.ts";
import { platformOf } from "../../image/manifest/image-plan.ts";
import { field, listField, parseJson, textField } from "../../image/manifest/json-value.ts";
import type { ArchiveMembers, MemberLayer } from "../../image/manifest/members.ts";
import { platformName } from "../../image/manifest/platform.ts";
import type { InputSession } from "../input-session.ts";
import { openMembers } from "../open-archive.ts";
import type { OpenedInput } from "../opened-input.ts";
import { type ImageReference, parseReference } from "./reference.ts";
import { type FetchedJson, RegistryClient } from "./registry-client.ts";

const MOST_DEPTH = 4;

/** Opens an image of a registry: its manifest and configuration are fetched at once, layers as they are read. What is
 *  known of a layer from another run (`--cache`) is not fetched.
 *  Errors: InputError. */
export async function openRegistry(session: InputSession): Promise<readonly OpenedInput[]> {
	const { spec, limits, options } = session;
	const reference = parseReference(spec.path);
	const environment = process.env;
	const client = new RegistryClient(reference, {
		environment,
		plainHttp: options.plainHttp === true || environment.ELFSPECT_PLAIN_HTTP === "1",
		jsonBytes: limits.jsonBytes,
	});
	const diagnostics = new Diagnostics(spec.text);
	const failures: InputError[] = [];
	const members = await registryMembers(client, reference, { session, diagnostics, failures });
	const opened = await openMembers(session, members, diagnostics).catch((error: unknown) => {
		throw failures[0] ?? error;
	});
	const [failure] = failures;
	if (failure === undefined) return opened;
	for (const each of opened) each.close();
	throw failure;
}

/** What reading one image needs and notes. */
interface Reading {
	readonly session: InputSession;
	readonly diagnostics: Diagnostics;
	/** Why layers did not come as their manifest says: then there is no image, as no engine would have one. */
	readonly failures: InputError[];
}

/** What a layout of the image would hold, as far as it was fetched; layers are fetched when they are read. */
async function registryMembers(
	client: RegistryClient,
	reference: ImageReference,
	reading: Reading,
): Promise<ArchiveMembers> {
	const { session } = reading;
	const name = session.spec.path;
	const fetched = new Map<string, Buffer>();
	const sizes = new Map<string, number>();
	const root = await client.manifest(reference.target);
	const manifest = await imageManifest(client, root, reading, fetched);
	const config = textField(field(manifest, "config"), "digest");
	if (config === undefined) throw new InputError("malformed-json", name, "manifest", "it names no configuration");
	fetched.set(config, await client.json(config));
	for (const layer of listField(manifest, "layers")) {
		const size = field(layer, "size");
		const digest = textField(layer, "digest");
		if (digest === undefined || !/^sha(256|384|512):[0-9a-f]{64,128}$/.test(digest)) {
			throw new InputError(
				"malformed-index",
				name,
				"manifest",
				`${JSON.stringify(digest?.slice(0, 140))} is no digest of a layer`,
			);
		}
		if (typeof size === "number") sizes.set(digest, size);
	}
	fetched.set(root.digest, root.bytes);
	const index = {
		schemaVersion: 2,
		manifests: [{ mediaType: root.mediaType, digest: root.digest, size: root.bytes.length }],
	};
	return {
		name,
		json: (path) => (path === "index.json" ? Buffer.from(JSON.stringify(index)) : fetched.get(digestOf(path) ?? "")),
		layer: (path) => layerOf(path, client, sizes, reading),
	};
}

/** Follows indexes to the manifest of one platform.
 *  Errors: InputError `no-such-platform`, `limit`. */
async function imageManifest(
	client: RegistryClient,
	root: FetchedJson,
	{ session: { spec, platform }, diagnostics }: Reading,
	fetched: Map<string, Buffer>,
): Promise<unknown> {
	let current = parseJson(root.bytes, `${spec.path} manifest`);
	for (let depth = 0; depth < MOST_DEPTH; depth += 1) {
		const choices = listField(current, "manifests").filter((each) => !isAttestation(each));
		if (!Array.isArray(field(current, "manifests"))) return current;
		const wanted = platform ?? hostPlatform();
		const chosen =
			choices.find((each) => isSamePlatform(platformOf(field(each, "platform")), wanted)) ??
			(platform === undefined
				? (choices.find((each) => textField(field(each, "platform"), "os") === "linux") ?? choices[0])
				: undefined);
		const digest = textField(chosen, "digest");
		if (digest === undefined) {
			const has = choices.map((each) => platformName(platformOf(field(each, "platform")))).join(", ") || "none";
			throw new InputError(
				"no-such-platform",
				spec.path,
				"image index",
				`it has no image for ${platformName(wanted)}; it has ${has}`,
			);
		}
		if (platform === undefined && choices.length > 1) {
			const has = choices.map((each) => platformName(platformOf(field(each, "platform")))).join(", ");
			const judged = platformName(platformOf(field(chosen, "platform")));
			diagnostics.warning(`${judged} is judged; the image is for ${has} (--platform chooses)`);
		}
		const next = await client.manifest(digest);
		fetched.set(digest, next.bytes);
		current = parseJson(next.bytes, `${spec.path} manifest`);
	}
	throw new InputError("limit", spec.path, "image index", `nested deeper than ${MOST_DEPTH} (limit indexDepth)`);
}

function isAttestation(descriptor: unknown): boolean {
	const annotations = field(descriptor, "annotations");
	return (
		textField(annotations, "vnd.docker.reference.type") !== undefined ||
		textField(field(descriptor, "platform"), "os") === "unknown"
	);
}

/** `blobs/sha256/...` as a digest. */
function digestOf(path: string): string | undefined {
	const [, algorithm, hex] = /^blobs\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	return algorithm === undefined ? undefined : `${algorithm}:${hex}`;
}

function layerOf(
	path: string,
	client: RegistryClient,
	sizes: ReadonlyMap<string, number>,
	reading: Reading,
): MemberLayer | undefined {
	const digest = digestOf(path);
	if (digest === undefined) return undefined;
	const sizeBytes = sizes.get(digest);
	return {
		kind: "remote",
		blob: {
			name: `${reading.session.spec.path}!${path}`,
			...(sizeBytes === undefined ? {} : { sizeBytes }),
			digest,
			repeatable: true,
			isFetchedByDigest: true,
			chunks: () => genuine(client.blob(digest, sizeBytes), digest, path, reading),
		},
	};
}

/** What is fetched is part of the input. After a failure nothing more is.
 *  Errors: InputError `digest`, and those of fetching. */
async function* genuine(
	chunks: AsyncIterable<Buffer>,
	digest: string,
	path: string,
	{ session: { spec, budget }, failures }: Reading,
): AsyncGenerator<Buffer> {
	const [failure] = failures;
	if (failure !== undefined) throw failure;
	const algorithm = digest.slice(0, digest.indexOf(":"));
	const hash = createHash(algorithm);
	try {
		for await (const chunk of chunks) {
			budget.allowFor(chunk.length);
			hash.update(chunk);
			yield chunk;
		}
		const found = `${algorithm}:${hash.digest("hex")}`;
		if (found !== digest) {
			const detail = `the digest does not match: it is ${found}, the manifest says ${digest}`;
			throw new InputError("digest", `${spec.path}!${path}`, "layer", detail);
		}
	} catch (error) {
		if (error instanceof InputError) failures.push(error);
		throw error;
	}
}
