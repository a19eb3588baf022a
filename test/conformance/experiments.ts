import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { CorpusFolders } from "./corpus/corpus.ts";
import type { Subject } from "./corpus/subjects.ts";
import { collectLibraries, mergePackages } from "./merged-tree.ts";
import type { Experiment } from "./observe.ts";
import { oddRoots } from "./odd-roots.ts";
import { type Root, rootAt } from "./roots.ts";

/** Packages whose files are the target's own and never come with a program. */
const C_LIBRARY = /^(libc6|libc-bin|libc6-i386|base-files|musl|musl-tools|musl-dev|libc6-dev.*)$/;

/** What is tried where.
 *  - every root as it is, with every file alone in a folder of its own;
 *  - some roots with everything that bookworm's packages bring laid under them, files alone and files in place;
 *  - npm packages in place, with what they bring along;
 *  - base images that nobody publishes, with a part of the files. */
export function allExperiments(base: string, folders: CorpusFolders, roots: readonly Root[]): Experiment[] {
	return [
		...roots.map((root) => alone(root, folders, shareOf(root))),
		...withLibraries(base, folders, roots),
		...withNpm(folders, roots),
		...oddRoots(base, roots, join(base, "layers", "bookworm")).map((root) => alone(root, folders, ODD_SHARE)),
	];
}

/** Every file of the corpus alone in `/t/ID/`; `share` of 16 files are taken. */
export function alone(root: Root, folders: CorpusFolders, share: number): Experiment {
	const placeOf = (subject: Subject) =>
		Number.parseInt(subject.id.slice(0, 2), 16) % 16 < share ? `/t/${subject.id}/${subject.name}` : undefined;
	return { root, binds: { t: folders.store }, placeOf };
}

/** The newest of each kind meet every file, their elders a part. */
function shareOf(root: Root): number {
	return FULL.has(root.name) ? 6 : 2;
}

/** Files of 16 that meet the odd roots. */
const ODD_SHARE = 2;

const FULL = new Set([
	"alpine:3.20",
	"alpine:3.12",
	"busybox:1.37.0-glibc",
	"debian:12-slim",
	"debian:11-slim",
	"distroless/cc-debian12",
	"debian:13-slim",
]);

function packageTrees(folders: CorpusFolders, suite: string): string[] {
	const suiteFolder = join(folders.trees, suite);
	const names = readdirSync(suiteFolder).filter((name) => !C_LIBRARY.test(name) && !name.endsWith(".partial"));
	return names.sort().map((name) => join(suiteFolder, name));
}

function withLibraries(base: string, folders: CorpusFolders, roots: readonly Root[]): Experiment[] {
	if (!existsSync(join(folders.trees, "bookworm"))) return [];
	const merged = join(base, "layers", "bookworm");
	const libraries = join(base, "layers", "bookworm-libraries");
	const trees = packageTrees(folders, "bookworm");
	mergePackages(trees, merged);
	collectLibraries(trees, "usr/lib", libraries);
	const experiments: Experiment[] = [];
	for (const root of roots) {
		const layer = LAYERED[root.name];
		if (layer === undefined) continue;
		const folder = layer === "tree" ? merged : libraries;
		const layered = rootAt(`${root.name} with bookworm`, [...root.layers, folder]);
		experiments.push(alone(layered, folders, layer === "tree" ? 4 : 8));
		if (layer === "tree") experiments.push(inPlace(layered));
	}
	return experiments;
}

const LAYERED: Readonly<Record<string, "tree" | "libraries">> = {
	"alpine:3.20": "libraries",
	"alpine:3.12": "libraries",
	"alpine:3.6": "libraries",
	"debian:12-slim": "tree",
	"debian:13-slim": "tree",
	"debian:11-slim": "tree",
	"busybox:1.37.0-glibc": "tree",
};

/** The files of bookworm's packages at the paths where they are installed. */
function inPlace(root: Root): Experiment {
	const placeOf = (subject: Subject) => {
		const [, source = "", path] = /^bookworm\/([^/]+)(\/.*)$/.exec(subject.origin) ?? [];
		return C_LIBRARY.test(source) ? undefined : path?.replace(/^\/(bin|sbin|lib|lib32|lib64|libx32)(?=\/)/, "/usr/$1");
	};
	return { root: { ...root, name: `${root.name} in place` }, binds: {}, placeOf };
}

function withNpm(folders: CorpusFolders, roots: readonly Root[]): Experiment[] {
	if (!existsSync(join(folders.trees, "npm-glibc"))) return [];
	const experiments: Experiment[] = [];
	for (const root of roots) {
		if (!NPM_ROOTS.has(root.name)) continue;
		const binds = { "n/npm-glibc": join(folders.trees, "npm-glibc"), "n/npm-musl": join(folders.trees, "npm-musl") };
		const placeOf = (subject: Subject) => (subject.origin.startsWith("npm-") ? `/n/${subject.origin}` : undefined);
		experiments.push({ root: { ...root, name: `${root.name} npm in place` }, binds, placeOf });
	}
	return experiments;
}

const NPM_ROOTS = new Set(["alpine:3.20", "alpine:3.15", "debian:12-slim", "debian:11-slim", "distroless/cc-debian12"]);
