import type { FileTree } from "../tree/file-tree.ts";
import type { Host, Refusal } from "./convention.ts";
import { missingPackageLine } from "./conventions/npm-platform-package.ts";
import { nodeArch } from "./machine-family.ts";
import type { NativeLoading } from "./native-loading.ts";
import type { NpmManifest } from "./npm-manifest.ts";
import type { NpmPackages } from "./npm-packages.ts";
import { npmPlace } from "./npm-place.ts";
import { npmPlatform, npmRefusal } from "./npm-refusal.ts";
import { type PlatformClaim, platformClaim } from "./platform-words.ts";

/** A package whose native part is not there at all, neither built nor prebuilt nor as a package for the platform. */
export interface UnbuiltPackage {
	readonly manifest: NpmManifest;
	/** Absent where it does with what is there on a platform. */
	readonly refusalOn: (host: Host) => Refusal | undefined;
}

/** The packages without their native part.
 *  @param natives paths of files that may be one: ELF files, and what is opened in their place */
export function unbuiltPackages(
	{ manifests, loadingOf }: NpmPackages,
	natives: readonly string[],
	tree: FileTree,
): readonly UnbuiltPackage[] {
	const folders = new Set(manifests.map(({ folder }) => folder));
	const withNatives = new Set(
		natives.flatMap((path) => foldersAbove(path).find((folder) => folders.has(folder)) ?? []),
	);
	const platformPackages = new Set(natives.flatMap((path) => npmPlace(path)?.name ?? []));
	return manifests.flatMap((manifest): readonly UnbuiltPackage[] => {
		if (withNatives.has(manifest.folder) || !manifest.isForLinux) return [];
		const parts = platformParts(manifest);
		if (parts.length > 0) {
			// Where one of them is there, it says itself that it is for another platform.
			if (parts.some(({ name }) => platformPackages.has(name))) return [];
			return [{ manifest, refusalOn: (host) => missingPart(manifest, parts, host, tree) }];
		}
		const loading = mayLoad(manifest, tree) ? loadingOf(manifest) : undefined;
		if (loading === undefined || loading.loader === "napi-rs") return [];
		return [{ manifest, refusalOn: (host) => neverBuilt(manifest, loading, host, tree) }];
	});
}

const LOADERS = /^(?:node-gyp-build(?:-optional-packages)?|bindings|(?:@mapbox\/)?node-pre-gyp|pkg-prebuilds)$/;

/** What is cheap to ask before code is read. */
function mayLoad({ folder, dependencies, optional }: NpmManifest, tree: FileTree): boolean {
	return (
		[...dependencies, ...optional].some((name) => LOADERS.test(name)) ||
		tree.lookup(`${folder}/binding.gyp`).found ||
		tree.list(`${folder}/prebuilds`).length > 0
	);
}

interface PlatformPart {
	readonly name: string;
	readonly claim: PlatformClaim;
}

/** The packages for one platform each, out of which npm installs one: several, Linux among them. */
function platformParts({ optional }: NpmManifest): readonly PlatformPart[] {
	const parts = optional
		.map((name) => ({ name, claim: platformClaim(name) }))
		.filter(({ claim }) => claim.systems.length > 0);
	return parts.length > 1 && parts.some(isPartForLinux) ? parts : [];
}

function isPartForLinux({ claim }: PlatformPart): boolean {
	return claim.systems.includes("linux") && !claim.systems.includes("android") && claim.machines.length > 0;
}

function missingPart(
	manifest: NpmManifest,
	parts: readonly PlatformPart[],
	host: Host,
	tree: FileTree,
): Refusal | undefined {
	const { name } = manifest;
	const { family, libc } = host;
	const fitting = parts.filter(
		(part) =>
			isPartForLinux(part) &&
			part.claim.machines.includes(family) &&
			(part.claim.libc === undefined || part.claim.libc === libc),
	);
	const others = parts.filter(({ claim }) => claim.systems.includes("wasi"));
	if ([...fitting, ...others].some((part) => isInstalled(part.name, manifest, tree))) return undefined;
	const line = missingPackageLine(host, name, fitting[0]?.name ?? `${name}-${npmPlatform(host)}`);
	const cpu = nodeArch(family);
	return {
		...npmRefusal(
			host,
			line,
			`install it for the image's platform: run \`npm ci\` in the image, or \`npm ci --os=linux --cpu=${cpu} --libc=${libc}\``,
			[],
		),
		what: `has its native part in a package of its own for each platform, and none is installed for ${npmPlatform(host)}`,
	};
}

/** Whether `require` finds a package from a folder. The folder that holds packages may be the input itself, its name not
 *  known. */
function isInstalled(name: string, { folder, name: own }: NpmManifest, tree: FileTree): boolean {
	const beside = folder.endsWith(`/${own}`) ? folder.slice(0, -own.length - 1) : undefined;
	if (beside !== undefined && tree.lookup(`${beside}/${name}/package.json`).found) return true;
	return foldersAbove(`${folder}/x`).some((above) => tree.lookup(`${above}/node_modules/${name}/package.json`).found);
}

/** Folders that a path is in, the innermost first; the root is the empty one. */
function foldersAbove(path: string): readonly string[] {
	const words = path.split("/").slice(0, -1);
	return words.map((_, index) => words.slice(0, words.length - index).join("/"));
}

function neverBuilt(
	{ name, folder, addon }: NpmManifest,
	{ loader }: NativeLoading,
	host: Host,
	tree: FileTree,
): Refusal {
	const prebuilt = tree.list(`${folder}/prebuilds`).length > 0;
	return {
		...npmRefusal(
			host,
			lineOf(loader, host, addon ?? name.replace(/^.*\//, ""), folder),
			`build it in the image: \`npm rebuild ${name}\`, without --ignore-scripts, and with python3, make and g++ where nothing prebuilt is to be had`,
			[],
		),
		what: prebuilt
			? `was never built, and its prebuilds are for other systems: none is for ${npmPlatform(host)}`
			: `was never built: there is no addon in build/Release, and none prebuilt for ${npmPlatform(host)}`,
	};
}

/** Sources: node-gyp-build 4.8 (node-gyp-build.js), bindings 1.5 (bindings.js), Node's own loader for the rest. */
function lineOf(loader: NativeLoading["loader"], { family, libc }: Host, addon: string, folder: string): string {
	switch (loader) {
		case "node-gyp-build":
			return `Error: No native build was found for platform=linux arch=${nodeArch(family)} runtime=node libc=${libc}`;
		case "bindings":
			return "Error: Could not locate the bindings file. Tried:";
		case "node-pre-gyp":
			return `Error: Cannot find module '${folder}/lib/binding/.../${addon}.node'`;
		default:
			return `Error: Cannot find module '../build/Release/${addon}.node'`;
	}
}
