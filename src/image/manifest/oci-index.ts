import type { InputLimits } from "../../archive/limits.ts";
import { InputError } from "../../bytes/input-error.ts";
import { checkCount, missingMember } from "./docker-manifest.ts";
import { type ImagePlan, platformOf } from "./image-plan.ts";
import { field, listField, parseJson, textField, textMapField } from "./json-value.ts";
import type { ArchiveMembers } from "./members.ts";
import type { Platform } from "./platform.ts";

/** An image of a layout with the platform that it is for. */
export interface PlatformImage {
	readonly platform: Platform;
	/** Reads the rest. Errors: InputError `malformed-json`, `missing-blob`, `limit`. */
	readonly plan: () => ImagePlan;
}

/** Images of one name: the same for several platforms. */
export interface NamedImages {
	readonly names: readonly string[];
	readonly images: readonly PlatformImage[];
}

/** Images of an OCI layout: `index.json` leads to manifests, or to further indexes which do (multi-platform images,
 *  as buildkit, buildah and Docker write them). Attestations and other artifacts are left out. Nothing where there is
 *  no `index.json` that looks like one.
 *  Source: OCI image-spec image-layout.md, image-index.md.
 *  Errors: InputError `malformed-json`, `missing-blob`, `limit`. */
export function ociImages(members: ArchiveMembers, limits: InputLimits): NamedImages[] | undefined {
	const bytes = members.json("index.json");
	if (bytes === undefined) return undefined;
	const index = parseJson(bytes, `${members.name}!index.json`);
	if (!Array.isArray(field(index, "manifests"))) return undefined;
	const groups = new Map<string, PlatformImage[]>();
	const followed = { count: 0 };
	const names = new Map<string, string[]>();
	for (const descriptor of listField(index, "manifests")) {
		const found = nameOf(descriptor);
		const images = imagesBehind(descriptor, { members, limits, depth: 1, above: [], followed });
		groups.set(found ?? "", [...(groups.get(found ?? "") ?? []), ...images]);
		names.set(found ?? "", found === undefined ? [] : [found]);
	}
	const all = [...groups].map(([key, images]) => ({ names: names.get(key) ?? [], images }));
	checkCount(
		all.reduce((sum, { images }) => sum + images.length, 0),
		limits.images,
		"images",
		members,
	);
	return all.filter(({ images }) => images.length > 0);
}

interface Place {
	readonly members: ArchiveMembers;
	readonly limits: InputLimits;
	readonly depth: number;
	/** Digests of the indexes on the way here. */
	readonly above: readonly string[];
	/** Descriptors that were followed so far: nested indexes can name each other in ever so many ways. */
	readonly followed: { count: number };
}

function nameOf(descriptor: unknown): string | undefined {
	const annotations = textMapField(descriptor, "annotations");
	// Docker and buildkit put the full name in their own annotation, and only the tag in the one of the specification.
	return annotations["io.containerd.image.name"] ?? annotations["org.opencontainers.image.ref.name"];
}

function imagesBehind(descriptor: unknown, place: Place): PlatformImage[] {
	if (isArtifact(descriptor)) return [];
	const digest = textField(descriptor, "digest") ?? "";
	const { members, limits, depth, above } = place;
	place.followed.count += 1;
	checkCount(place.followed.count, limits.images * 4, "images", members);
	if (above.includes(digest))
		throw new InputError("malformed-index", members.name, "image index", `${digest} leads to itself`);
	if (depth > limits.indexDepth) {
		throw new InputError(
			"limit",
			members.name,
			"image index",
			`nested deeper than ${limits.indexDepth} (limit indexDepth)`,
		);
	}
	const path = blobPath(digest, members);
	const bytes = members.json(path);
	// Multi-platform images are often saved with the blobs of one platform only.
	if (bytes === undefined) return depth > 1 ? [] : failed(missingMember(members, path));
	const manifest = parseJson(bytes, `${members.name}!${path}`);
	if (!Array.isArray(field(manifest, "manifests"))) return imageOf(descriptor, manifest, members, limits);
	const next = { ...place, depth: depth + 1, above: [...above, digest] };
	return listField(manifest, "manifests").flatMap((inner) => imagesBehind(inner, next));
}

function failed(error: InputError): never {
	throw error;
}

function isArtifact(descriptor: unknown): boolean {
	const annotations = textMapField(descriptor, "annotations");
	const platform = field(descriptor, "platform");
	if (annotations["vnd.docker.reference.type"] !== undefined) return true;
	return platform !== undefined && textField(platform, "os") === "unknown";
}

function imageOf(
	descriptor: unknown,
	manifest: unknown,
	members: ArchiveMembers,
	limits: InputLimits,
): PlatformImage[] {
	const config = field(manifest, "config");
	const mediaType = textField(config, "mediaType") ?? "";
	if (!/^application\/vnd\.(oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/.test(mediaType)) return [];
	const configPath = blobPath(textField(config, "digest") ?? "", members);
	const readConfig = (): unknown => {
		const bytes = members.json(configPath);
		if (bytes === undefined) throw missingMember(members, configPath);
		return parseJson(bytes, `${members.name}!${configPath}`);
	};
	const stated = field(descriptor, "platform");
	return [
		{
			platform: platformOf(stated ?? readConfig()),
			plan: () => ({
				names: [],
				config: readConfig(),
				layers: plannedLayers(manifest, members, limits),
				...(stated === undefined ? {} : { stated: platformOf(stated) }),
			}),
		},
	];
}

function plannedLayers(manifest: unknown, members: ArchiveMembers, limits: InputLimits): ImagePlan["layers"] {
	const layers = listField(manifest, "layers");
	checkCount(layers.length, limits.layers, "layers", members);
	return layers.map((layer) => {
		const digest = textField(layer, "digest") ?? "";
		return { file: blobPath(digest, members), digest };
	});
}

/** Where a blob is. A digest is checked before it becomes a path.
 *  Errors: InputError `malformed-index`. */
function blobPath(digest: string, members: ArchiveMembers): string {
	const parts = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):([A-Za-z0-9=_-]{16,})$/.exec(digest);
	if (parts === null) {
		throw new InputError("malformed-index", members.name, "descriptor", `${JSON.stringify(digest)} is no digest`);
	}
	return `blobs/${parts[1]}/${parts[2]}`;
}
