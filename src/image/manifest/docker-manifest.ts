import type { InputLimits } from "../../archive/limits.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { ImagePlan } from "./image-plan.ts";
import { parseJson, record, textField, textsField } from "./json-value.ts";
import type { ArchiveMembers } from "./members.ts";

/** Images of `docker save`, `podman save --format docker-archive`, `skopeo copy docker-archive:`: `manifest.json` lists
 *  them, each with its configuration and layers as paths in the archive. Nothing where there is no such file, or where
 *  it is something else (a root file system may have a manifest.json of its own).
 *  Errors: InputError `malformed-json`, `missing-blob`, `limit`. */
export function dockerImages(members: ArchiveMembers, limits: InputLimits): ImagePlan[] | undefined {
	const manifest = members.json("manifest.json");
	if (manifest === undefined) return undefined;
	const list = parseJson(manifest, `${members.name}!manifest.json`);
	if (!Array.isArray(list) || !list.every(isImage)) return undefined;
	checkCount(list.length, limits.images, "images", members);
	return list.map((image) => dockerImage(image, members, limits));
}

function isImage(value: unknown): boolean {
	return record(value) !== undefined && textField(value, "Config") !== undefined;
}

function dockerImage(image: unknown, members: ArchiveMembers, limits: InputLimits): ImagePlan {
	const config = textField(image, "Config") ?? "";
	const layers = textsField(image, "Layers");
	checkCount(layers.length, limits.layers, "layers", members);
	const bytes = members.json(config);
	if (bytes === undefined) throw missingMember(members, config);
	return {
		names: textsField(image, "RepoTags"),
		config: parseJson(bytes, `${members.name}!${config}`),
		layers: layers.map((file) => plannedLayer(file)),
	};
}

/** Since Docker 25 layers are named by their digest, as in an OCI layout. */
function plannedLayer(file: string): ImagePlan["layers"][number] {
	const digest = /^blobs\/(sha256|sha384|sha512)\/([0-9a-f]+)$/.exec(file);
	return digest === null ? { file } : { file, digest: `${digest[1]}:${digest[2]}` };
}

/** Errors: InputError `limit`. */
export function checkCount(count: number, limit: number, what: "images" | "layers", members: ArchiveMembers): void {
	if (count <= limit) return;
	throw new InputError("limit", members.name, "manifest", `it names ${count} ${what} (limit ${what}: ${limit})`);
}

/** What is said of a file that a manifest names and that is not there. */
export function missingMember(members: ArchiveMembers, path: string): InputError {
	return new InputError(
		"missing-blob",
		members.name,
		"manifest",
		`it names ${JSON.stringify(path)}, which is not in it`,
	);
}
