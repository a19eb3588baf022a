import { join } from "node:path";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import { identifyLibc } from "../../../src/targets/identify-libc.ts";
import type { LibcIdentity } from "../../../src/targets/libc-identity.ts";
import type { FileTree } from "../../../src/tree/file-tree.ts";
import { realRoots } from "../support/real-roots.ts";

/** A real glibc to try things on. */
export interface RealGlibc {
	readonly name: string;
	/** 36 for glibc 2.36. */
	readonly release: number;
	readonly systemDirectories: readonly string[];
	/** Files on this machine: the loader, libc.so.6 and, where there is one, libdl.so.2. */
	readonly loader: string;
	readonly libraries: Readonly<Record<string, string>>;
}

const LOADER = "/lib64/ld-linux-x86-64.so.2";
const WANTED = ["libc.so.6", "libdl.so.2"];

/** This machine's glibc, and those of the roots at hand: one of each release. */
export function realGlibcs(): readonly RealGlibc[] {
	known ??= findGlibcs();
	return known;
}

let known: readonly RealGlibc[] | undefined;

function findGlibcs(): readonly RealGlibc[] {
	const found = [glibcAt("this machine", "/"), ...realRoots().map(({ name, folder }) => glibcAt(name, folder))];
	const byRelease = new Map<number, RealGlibc>();
	for (const one of found) if (one !== undefined && !byRelease.has(one.release)) byRelease.set(one.release, one);
	return [...byRelease.values()].sort((left, right) => left.release - right.release);
}

function glibcAt(name: string, folder: string): RealGlibc | undefined {
	const tree = directoryTree(folder);
	const loader = realPath(tree, [LOADER, "/lib/ld-linux-x86-64.so.2", "/usr/lib64/ld-linux-x86-64.so.2"]);
	const libc: LibcIdentity = loader === undefined ? { kind: "unknown" } : identifyLibc(tree, loader);
	if (loader === undefined || libc.kind !== "glibc") return undefined;
	const release = Number(libc.version?.split(".")[1]);
	const libraries: Record<string, string> = {};
	for (const library of WANTED) {
		const placements = ["/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib"].map(
			(placement) => `${placement}/${library}`,
		);
		const path = realPath(tree, placements);
		if (path !== undefined) libraries[library] = join(folder, path);
	}
	const { systemDirectories } = libc;
	return { name: `${name} (glibc 2.${release})`, release, systemDirectories, loader: join(folder, loader), libraries };
}

function realPath(tree: FileTree, placements: readonly string[]): string | undefined {
	for (const placement of placements) {
		const lookup = tree.lookup(placement);
		if (lookup.found) return lookup.realPath;
	}
	return undefined;
}
