import { Diagnostics } from "../../archive/diagnostics.ts";
import type { WorkBudget } from "../../budget/work-budget.ts";
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
	const members = await registryMembers(client, reference, session);
	return openMembers(session, members, new Diagnostics(spec.text));
}

/** What a layout of the image would hold, as far as it was fetched; layers are fetched when they are read. */
async function registryMembers(
	client: RegistryClient,
	reference: ImageReference,
	session: InputSession,
): Promise<ArchiveMembers> {
	const name = session.spec.path;
	const fetched = new Map<string, Buffer>();
	const sizes = new Map<string, number>();
	const root = await client.manifest(reference.target);
	const manifest = await imageManifest(client, root, session, fetched);
	const config = textField(field(manifest, "config"), "digest");
	if (config === undefined) throw new InputError("malformed-json", name, "manifest", "it names no configuration");
	fetched.set(config, await client.json(config));
	for (const layer of listField(manifest, "layers")) {
		const size = field(layer, "size");
		const digest = textField(layer, "digest");
		if (digest !== undefined && typeof size === "number") sizes.set(digest, size);
	}
	fetched.set(root.digest, root.bytes);
	const index = {
		schemaVersion: 2,
		manifests: [{ mediaType: root.mediaType, digest: root.digest, size: root.bytes.length }],
	};
	return {
		name,
		json: (path) => (path === "index.json" ? Buffer.from(JSON.stringify(index)) : fetched.get(digestOf(path) ?? "")),
		layer: (path) => layerOf(path, client, sizes, session),
	};
}

/** Follows indexes to the manifest of one platform.
 *  Errors: InputError `no-such-platform`, `limit`. */
async function imageManifest(
	client: RegistryClient,
	root: FetchedJson,
	{ spec, platform }: InputSession,
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
	{ spec, budget }: InputSession,
): MemberLayer | undefined {
	const digest = digestOf(path);
	if (digest === undefined) return undefined;
	const sizeBytes = sizes.get(digest);
	return {
		kind: "remote",
		blob: {
			name: `${spec.path}!${path}`,
			...(sizeBytes === undefined ? {} : { sizeBytes }),
			digest,
			repeatable: true,
			isFetchedByDigest: true,
			chunks: () => allowed(client.blob(digest, sizeBytes), budget),
		},
	};
}

/** What is fetched is part of the input. */
async function* allowed(chunks: AsyncIterable<Buffer>, budget: WorkBudget): AsyncGenerator<Buffer> {
	for await (const chunk of chunks) {
		budget.allowFor(chunk.length);
		yield chunk;
	}
}
