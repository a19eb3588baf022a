import { createHash } from "node:crypto";
import type { Pack } from "tar-stream";
import type { ArchiveFormat } from "./choices.ts";
import { configurationJson, type PackedConfiguration } from "./image-configuration.ts";
import { changed, digestOf, type LayerDigest, layerTar } from "./layer-tar.ts";
import type { PackedEntry } from "./pack-contents.ts";
import { putData, tarOf } from "./tar-writing.ts";

/** An image that is to be written. */
export interface PackedImage {
	readonly entries: readonly PackedEntry[];
	readonly configuration: PackedConfiguration;
	/** `name:tag`, where it has one. */
	readonly tag?: string;
	/** Seconds since the epoch, for every file and the image itself. */
	readonly time: number;
}

/** The bytes of an archive with one image of one layer: the same image gives the same bytes. The layer's files are read
 *  twice, to know its digest first. Errors: InputError for a file that cannot be read or that changed meanwhile.
 *  Source: docker's image spec v1.2; OCI image-spec image-layout.md. */
export async function* imageArchive(image: PackedImage, format: ArchiveFormat): AsyncGenerator<Buffer> {
	const layer = await digestOf(layerTar(image.entries, image.time));
	const configuration = configurationJson(image.configuration, layer.diffId, image.time);
	const membersOf = format === "oci-archive" ? ociMembers : dockerMembers;
	yield* tarOf((tar) => putMembers(tar, membersOf(image, layer, configuration), image, layer));
}

/** A member of an archive; the layer's bytes are made when it is written. */
interface Member {
	readonly name: string;
	readonly content: Buffer | "layer";
}

function dockerMembers({ tag }: PackedImage, { diffId }: LayerDigest, configuration: Buffer): readonly Member[] {
	const config = `${sha256(configuration)}.json`;
	const layer = `${hex(diffId)}/layer.tar`;
	const manifest = [{ Config: config, RepoTags: tag === undefined ? null : [tag], Layers: [layer] }];
	return [
		{ name: layer, content: "layer" },
		{ name: config, content: configuration },
		{ name: "manifest.json", content: Buffer.from(JSON.stringify(manifest)) },
	];
}

const OCI = "application/vnd.oci.image";

function ociMembers({ tag }: PackedImage, layer: LayerDigest, configuration: Buffer): readonly Member[] {
	const manifest = Buffer.from(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: `${OCI}.manifest.v1+json`,
			config: descriptor(`${OCI}.config.v1+json`, configuration),
			layers: [{ mediaType: `${OCI}.layer.v1.tar`, digest: layer.diffId, size: layer.sizeBytes }],
		}),
	);
	const named = tag === undefined ? {} : { annotations: { "org.opencontainers.image.ref.name": tag } };
	const index = { schemaVersion: 2, manifests: [{ ...descriptor(`${OCI}.manifest.v1+json`, manifest), ...named }] };
	return [
		{ name: "oci-layout", content: Buffer.from(JSON.stringify({ imageLayoutVersion: "1.0.0" })) },
		{ name: `blobs/sha256/${hex(layer.diffId)}`, content: "layer" },
		{ name: `blobs/sha256/${sha256(configuration)}`, content: configuration },
		{ name: `blobs/sha256/${sha256(manifest)}`, content: manifest },
		{ name: "index.json", content: Buffer.from(JSON.stringify(index)) },
	];
}

function descriptor(mediaType: string, content: Buffer): object {
	return { mediaType, digest: `sha256:${sha256(content)}`, size: content.length };
}

function sha256(content: Buffer): string {
	return createHash("sha256").update(content).digest("hex");
}

function hex(digest: string): string {
	return digest.slice("sha256:".length);
}

async function putMembers(
	tar: Pack,
	members: readonly Member[],
	{ entries, time }: PackedImage,
	layer: LayerDigest,
): Promise<void> {
	const common = { mtime: new Date(time * 1000), mode: 0o644 };
	for (const { name, content } of members) {
		if (content === "layer")
			await putData(tar, { ...common, name, size: layer.sizeBytes }, asBefore(layerTar(entries, time), layer));
		else await putData(tar, { ...common, name, size: content.length }, [content]);
	}
}

/** Errors: InputError `changed` where a layer's bytes are not those that its digest was made of. */
async function* asBefore(chunks: AsyncIterable<Buffer>, { diffId, sizeBytes }: LayerDigest): AsyncGenerator<Buffer> {
	const hash = createHash("sha256");
	let length = 0;
	for await (const chunk of chunks) {
		hash.update(chunk);
		length += chunk.length;
		if (length > sizeBytes) throw changed("the layer");
		yield chunk;
	}
	if (length !== sizeBytes || `sha256:${hash.digest("hex")}` !== diffId) throw changed("the layer");
}
