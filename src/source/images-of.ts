import type { Diagnostics } from "../archive/diagnostics.ts";
import type { InputLimits } from "../archive/limits.ts";
import { InputError } from "../bytes/input-error.ts";
import { chooseByPlatform, isForPlatform, isNamed } from "../image/manifest/choose-images.ts";
import { dockerImages } from "../image/manifest/docker-manifest.ts";
import { type ImagePlan, platformOf } from "../image/manifest/image-plan.ts";
import type { ArchiveMembers } from "../image/manifest/members.ts";
import { ociImages } from "../image/manifest/oci-index.ts";
import { type Platform, platformName } from "../image/manifest/platform.ts";
import type { InputSpec } from "./input-spec.ts";

/** What is asked of an archive. */
export interface ImageRequest {
	readonly spec: InputSpec;
	readonly platform: Platform | undefined;
	readonly limits: InputLimits;
	readonly diagnostics: Diagnostics;
}

/** Images of an archive or layout that were asked for; nothing where it holds no images. `manifest.json` comes before
 *  `index.json`: where an archive has both, it names the images as `docker load` would.
 *  Errors: InputError `no-such-image`, `no-such-platform`, `unsupported-os`, and those of reading manifests. */
export function imagesOf(members: ArchiveMembers, request: ImageRequest): ImagePlan[] | undefined {
	const { spec } = request;
	const fromDocker =
		spec.scheme === "oci-archive" || spec.scheme === "oci-dir" ? undefined : dockerPlans(members, request);
	const plans = fromDocker ?? (spec.scheme === "docker-archive" ? undefined : ociPlans(members, request));
	return plans?.filter((plan, _index, all) => isLinux(plan, members, all.length > 1, request.diagnostics));
}

function dockerPlans(members: ArchiveMembers, { spec, platform, limits }: ImageRequest): ImagePlan[] | undefined {
	const all = dockerImages(members, limits);
	if (all === undefined) return undefined;
	const named = byReference(all, spec, members);
	const fitting = named.filter((plan) => isForPlatform(plan, platform));
	// A multi-platform archive of Docker lists one platform here and all of them in index.json.
	if (fitting.length === 0 && spec.scheme === "auto" && members.json("index.json") !== undefined) return undefined;
	if (fitting.length > 0 || named.length === 0) return fitting;
	const choice = named.map(({ config }) => platformName(platformOf(config))).join(", ");
	throw new InputError(
		"no-such-platform",
		members.name,
		"manifest.json",
		`it has no image for that platform; it has ${choice}`,
	);
}

function ociPlans(
	members: ArchiveMembers,
	{ spec, platform, limits, diagnostics }: ImageRequest,
): ImagePlan[] | undefined {
	const all = ociImages(members, limits);
	if (all === undefined) return undefined;
	return byReference(all, spec, members).map((group) => chooseByPlatform(group, platform, members.name, diagnostics));
}

function byReference<T extends { readonly names: readonly string[] }>(
	all: T[],
	spec: InputSpec,
	members: ArchiveMembers,
): T[] {
	const { reference } = spec;
	if (reference === undefined) return all;
	const index = /^@(\d+)$/.exec(reference)?.[1];
	const chosen =
		index === undefined
			? all.filter(({ names }) => isNamed(names, reference))
			: all.slice(Number(index), Number(index) + 1);
	if (chosen.length > 0) return chosen;
	const names = all.flatMap((one) => one.names).join(", ") || "none with a name";
	throw new InputError(
		"no-such-image",
		members.name,
		"manifest",
		`it has no image ${JSON.stringify(reference)}; it has ${names}`,
	);
}

/** Images of other systems are refused; where there are several, the others are still judged. */
function isLinux(plan: ImagePlan, members: ArchiveMembers, hasOthers: boolean, diagnostics: Diagnostics): boolean {
	const platform = platformOf(plan.config);
	if (platform.os === "linux" || platform.os === "") return true;
	const detail = `the image is for ${platformName(platform)}; only images for Linux can be judged`;
	const error = new InputError("unsupported-os", members.name, "image configuration", detail);
	if (!hasOthers) throw error;
	diagnostics.caught(error);
	return false;
}
