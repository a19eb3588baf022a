import { nearestPackage } from "../program/npm-package.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { type NativeLoading, nativeLoading } from "./native-loading.ts";
import { type NpmManifest, npmManifest } from "./npm-manifest.ts";

/** The npm packages of an input. */
export interface NpmPackages {
	readonly manifests: readonly NpmManifest[];
	/** See {@link nativeLoading}. */
	readonly loadingOf: (manifest: NpmManifest) => NativeLoading | undefined;
	/** The package that a file is in. */
	readonly around: (path: string) => NpmManifest | undefined;
	/** Why nobody minds that a package has no native part: it catches that, or whoever uses it does. */
	readonly doesWithout: (manifest: NpmManifest) => string | undefined;
	/** Packages that ask for one of a name as optional. */
	readonly wantedBy: (name: string) => readonly NpmManifest[];
}

/** @param paths of every package.json that stands for a package
 *  @param affords pays for their code, of which some is read */
export function npmPackages(
	paths: readonly string[],
	tree: FileTree,
	affords: (kilobytes: number) => boolean,
): NpmPackages {
	const known = new Map<string, NpmManifest | undefined>();
	const loadings = new Map<string, NativeLoading | undefined>();
	const manifestAt = (path: string): NpmManifest | undefined => {
		if (!known.has(path)) known.set(path, npmManifest(path, tree));
		return known.get(path);
	};
	const loadingOf = (manifest: NpmManifest): NativeLoading | undefined => {
		if (!loadings.has(manifest.folder)) loadings.set(manifest.folder, nativeLoading(manifest, tree, affords));
		return loadings.get(manifest.folder);
	};
	const manifests = paths.flatMap((path) => manifestAt(path) ?? []);
	const isOptional = optionalIn(manifests);
	const wanting = wantingByName(manifests);
	return {
		manifests,
		loadingOf,
		around: (path) => {
			const found = nearestPackage(path, tree);
			return found === undefined ? undefined : manifestAt(found.path);
		},
		doesWithout: (manifest) => {
			if (NOT_AT_RUN_TIME.has(manifest.name))
				return "its package starts without, and asks for it where something is built";
			if (loadingOf(manifest)?.doesWithout === true) return "its package does without where there is none";
			return isOptional(manifest.name) ? "every package that uses it does without: it is optional" : undefined;
		},
		wantedBy: (name) => wanting.get(name) ?? [],
	};
}

/** `next start` compiles nothing. Source: packages/next/src/build/swc of next 15. */
const NOT_AT_RUN_TIME: ReadonlySet<string> = new Set(["next"]);

function wantingByName(manifests: readonly NpmManifest[]): ReadonlyMap<string, readonly NpmManifest[]> {
	const wanting = new Map<string, NpmManifest[]>();
	for (const manifest of manifests) {
		for (const name of manifest.optional) wanting.set(name, [...(wanting.get(name) ?? []), manifest]);
	}
	return wanting;
}

/** Names that packages ask for, and that none of them needs. npm puts optional ones among the others, too. */
function optionalIn(manifests: readonly NpmManifest[]): (name: string) => boolean {
	const wanted = new Set(manifests.flatMap(({ optional }) => optional));
	const needed = new Set(
		manifests.flatMap(({ dependencies, optional }) => dependencies.filter((name) => !optional.includes(name))),
	);
	return (name) => wanted.has(name) && !needed.has(name);
}
