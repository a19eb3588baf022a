import type { DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import type { FileTree } from "../../src/input/file-tree.ts";
import { memoryFile, memoryTree } from "../../src/input/memory-tree.ts";
import { overlayTree } from "../../src/input/overlay-tree.ts";
import type { LibcIdentity } from "../../src/target/libc-identity.ts";
import type { Target } from "../../src/target/target.ts";
import { derivedAlpineReleases } from "./aliases.ts";
import { exportedFunction, syntheticFile } from "./synthetic-library.ts";

/** How the musl of a release differs from the one in the root of September 2024 (1.2.5-r3).
 *  Source: Alpine's build recipe main/musl at the commits named; musl's own sources at v1.2.6. */
interface Derivation {
	readonly libcPackage: string;
	readonly version: string;
	readonly symbols: readonly string[];
	readonly because: string;
	/** Files of the older root that the release has no more, and why. */
	readonly gone?: { readonly name: RegExp; readonly because: string };
}

/** Source: the release notes of Alpine 3.23.0. */
const APK_TOOLS_3 = {
	name: /^libapk\.so\.2/,
	because: "libapk.so.2.14.0 is taken out: 3.23 and later have apk-tools 3",
};

const derivations: Readonly<Record<string, Derivation>> = {
	"3.21": {
		libcPackage: "1.2.5-r9",
		version: "1.2.5",
		symbols: [],
		because: "musl 1.2.5-r9 exports the same names (aports efd4d5df7)",
	},
	"3.22": {
		libcPackage: "1.2.5-r10",
		version: "1.2.5",
		symbols: [],
		because: "musl 1.2.5-r10 exports the same names; it fixes iconv (aports 1a5f5e699b)",
	},
	"3.23": {
		libcPackage: "1.2.5-r21",
		version: "1.2.5",
		symbols: ["posix_getdents", "pthread_mutexattr_setprioceiling"],
		because: "musl 1.2.5-r21 adds posix_getdents (backport) and pthread_mutexattr_setprioceiling (aports 8aef0c37b0)",
		gone: APK_TOOLS_3,
	},
	"3.24": {
		libcPackage: "1.2.6-r2",
		version: "1.2.6",
		symbols: ["posix_getdents", "pthread_mutexattr_setprioceiling", "renameat2", "__getauxval"],
		because:
			"musl 1.2.6-r2 adds posix_getdents, pthread_mutexattr_setprioceiling, renameat2 and __getauxval, and resolves posix_fallocate64 (aports f5640d3a10, musl v1.2.6)",
		gone: APK_TOOLS_3,
	},
};

/** The newer releases of Alpine that can be told from its edge root; none for any other root. */
export function derivedAlpines(edge: Target): readonly Target[] {
	if (edge.name !== "alpine:edge") return [];
	return derivedAlpineReleases.map((release) => derive(edge, release));
}

function derive(edge: Target, release: string): Target {
	const derivation = derivations[release];
	const loader = edge.loaders?.[0];
	if (derivation === undefined || loader === undefined) throw new Error(`nothing is known of Alpine ${release}`);
	const libc = derivedLibc(loader.libc, derivation);
	const { sha256: _root, ...provenance } = edge.provenance;
	return {
		...edge,
		name: `alpine:${release}`,
		tree: derivedTree(edge, release, loader.path, derivation),
		libc,
		loaders: [{ path: loader.path, libc }],
		provenance: {
			...provenance,
			basis: "derived",
			release,
			libcPackage: derivation.libcPackage,
			changes: [
				`derived from ${edge.name} of ${edge.provenance.date}: no root file system of ${release} was at hand`,
				derivation.because,
				...(derivation.gone === undefined ? [] : [derivation.gone.because]),
				"all other files, their versions and the sizes are those of that root",
			],
		},
	};
}

function derivedLibc(libc: LibcIdentity, { version }: Derivation): LibcIdentity {
	if (libc.kind !== "musl") throw new Error("the root's loader is not musl");
	const lfs64ShortBuffer = version === "1.2.6" ? false : libc.features.lfs64ShortBuffer;
	return { ...libc, version, features: { ...libc.features, lfs64ShortBuffer } };
}

function derivedTree(edge: Target, release: string, loaderPath: string, { symbols, gone }: Derivation): FileTree {
	const entry = edge.tree.entry(loaderPath);
	const content = entry?.type === "file" ? entry.content() : undefined;
	if (entry?.type !== "file" || content?.kind !== "elf") throw new Error(`${loaderPath} is no ELF file`);
	const musl = { ...syntheticFile(withFunctions(content.elf, symbols), entry.mode), sizeBytes: entry.sizeBytes };
	const osRelease = textOf(edge, "/usr/lib/os-release").replace(/^VERSION_ID=.*$/m, `VERSION_ID=${release}.0`);
	const entries = [
		[loaderPath, musl],
		["/etc/alpine-release", memoryFile("alpine-release", Buffer.from(`${release}.0\n`))],
		["/usr/lib/os-release", memoryFile("os-release", Buffer.from(osRelease))],
	] as const;
	return overlayTree(memoryTree(entries), gone === undefined ? edge.tree : without(edge.tree, gone.name));
}

/** The tree without the files of a name. */
function without(tree: FileTree, name: RegExp): FileTree {
	const isGone = (path: string) => name.test(path.slice(path.lastIndexOf("/") + 1));
	return {
		lookup(path) {
			const found = tree.lookup(path);
			return found.found && isGone(found.realPath) ? { found: false, errno: "ENOENT" } : found;
		},
		entry: (path) => (isGone(path) ? undefined : tree.entry(path)),
		list: (folder) => tree.list(folder).filter((each) => !name.test(each)),
	};
}

function textOf({ tree }: Target, path: string): string {
	const found = tree.lookup(path);
	const source = found.found && found.entry.type === "file" ? found.entry.bytes() : undefined;
	if (source === undefined) throw new Error(`${path} cannot be read`);
	return source.read(0, source.size).toString("utf8");
}

/** The facts of a library with functions added that it does not export yet. */
function withFunctions(elf: ElfFile, names: readonly string[]): ElfFile {
	const { dynamic } = elf;
	if (dynamic === undefined) throw new Error("the loader has no dynamic table");
	const { symbols } = dynamic;
	const added: readonly DynamicSymbol[] = names
		.filter((name) => symbols.named(name).length === 0)
		.map((name, position) => exportedFunction(name, symbols.length - 1 + position));
	return {
		...elf,
		dynamic: {
			...dynamic,
			symbols: {
				length: symbols.length + added.length,
				undefinedIndexes: symbols.undefinedIndexes,
				at: (index) => added[index - symbols.length] ?? symbols.at(index),
				named: (name) => [...symbols.named(name), ...added.filter((symbol) => symbol.name === name)],
			},
		},
	};
}
