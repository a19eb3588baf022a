import type { Diagnostics } from "../../archive/diagnostics.ts";
import { InputError } from "../../bytes/input-error.ts";
import { type ImagePlan, platformOf } from "./image-plan.ts";
import type { NamedImages, PlatformImage } from "./oci-index.ts";
import { type Platform, platformName } from "./platform.ts";

/** The platform that container engines would pick on this machine. */
export function hostPlatform(): Platform {
	const names: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386", ppc64: "ppc64le", loong64: "loong64" };
	return { os: "linux", architecture: names[process.arch] ?? process.arch };
}

/** Whether an image for a platform is one for the platform that is wanted. */
export function isSamePlatform(platform: Platform, wanted: Platform): boolean {
	if (platform.os !== wanted.os || platform.architecture !== wanted.architecture) return false;
	return wanted.variant === undefined || (platform.variant ?? defaultVariant(platform)) === wanted.variant;
}

function defaultVariant({ architecture }: Platform): string | undefined {
	return architecture === "arm64" ? "v8" : architecture === "arm" ? "v7" : undefined;
}

/** Of one name's images the one for the platform that was asked for; else this machine's, else the first for Linux.
 *  Errors: InputError `no-such-platform`. */
export function chooseByPlatform(
	{ names, images }: NamedImages,
	wanted: Platform | undefined,
	file: string,
	diagnostics: Diagnostics,
): ImagePlan {
	const chosen =
		wanted === undefined ? preferred(images) : images.find(({ platform }) => isSamePlatform(platform, wanted));
	const choice = images.map(({ platform }) => platformName(platform)).join(", ");
	if (chosen === undefined) {
		const asked = wanted === undefined ? "any platform" : platformName(wanted);
		throw new InputError("no-such-platform", file, "image index", `it has no image for ${asked}; it has ${choice}`);
	}
	if (wanted === undefined && images.length > 1) {
		diagnostics.warning(`${platformName(chosen.platform)} is judged; the image is for ${choice} (--platform chooses)`);
	}
	const plan = chosen.plan();
	warnOfContradiction(plan, diagnostics);
	return { ...plan, names };
}

function warnOfContradiction({ config, stated }: ImagePlan, diagnostics: Diagnostics): void {
	const own = platformOf(config);
	if (stated === undefined || stated.architecture === "" || stated.architecture === own.architecture) return;
	diagnostics.warning(
		`the index has it for ${platformName(stated)}, its configuration for ${platformName(own)}: judged is the former, for which it is pulled`,
	);
}

function preferred(images: readonly PlatformImage[]): PlatformImage | undefined {
	const host = hostPlatform();
	return (
		images.find(({ platform }) => isSamePlatform(platform, host)) ??
		images.find(({ platform }) => platform.os === "linux") ??
		images[0]
	);
}

/** Whether a configuration is for the platform that was asked for. */
export function isForPlatform(plan: ImagePlan, wanted: Platform | undefined): boolean {
	return wanted === undefined || isSamePlatform(platformOf(plan.config), wanted);
}

/** Whether an image bears a name, as Docker completes it: `docker.io/library/` before it, `:latest` behind it. */
export function isNamed(names: readonly string[], reference: string): boolean {
	return names.some((name) => completeName(name) === completeName(reference) || name === reference);
}

function completeName(name: string): string {
	const plain = name.replace(/^(?:docker\.io\/(?:library\/)?|localhost\/)/, "").replace(/^library\//, "");
	return /[:@]/.test(plain.slice(plain.lastIndexOf("/") + 1)) ? plain : `${plain}:latest`;
}
