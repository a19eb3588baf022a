import { basename, dirname, join } from "node:path/posix";
import type { DynamicSymbol, ElfFile } from "../../src/elf/elf-file.ts";
import type { LibcIdentity } from "../../src/targets/libc-identity.ts";
import type { Target } from "../../src/targets/target.ts";
import type { FileEntry, FileTree, TreeEntry } from "../../src/tree/file-tree.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";
import { overlayTree } from "../../src/tree/overlay-tree.ts";
import { exportedFunction, syntheticFile } from "./synthetic-library.ts";

/** What a release has that the roots do not have from which it is told: the names that its libraries export beyond
 *  those of musl 1.2.5-r9 and zlib 1.3.1, and files that are gone.
 *  Source: Alpine's build recipe main/musl at the commits named; musl's own sources at v1.2.6. The names of 3.21 to 3.23
 *  are those of their real roots on eight other architectures; those of 3.24 are what the real libraries of musl 1.2.6-r2
 *  and zlib 1.3.2 export on x86_64 and i386. */
interface Derivation {
	readonly libcPackage: string;
	readonly version: string;
	readonly symbols: readonly string[];
	readonly because: string;
	readonly zlib?: { readonly file: string; readonly symbols: readonly string[]; readonly because: string };
	/** A library of the older root that the release has no more. */
	readonly gone: { readonly name: RegExp; readonly because: string };
}

/** Source: the release notes of Alpine 3.23.0. */
const APK_TOOLS_3 = {
	name: /^libapk\.so\.2/,
	because: "libapk.so.2 is taken out: 3.23 and later have apk-tools 3",
};

const OTHER_APK_TOOLS_2 = {
	name: /^libapk\.so\.2/,
	because: "libapk.so.2 is taken out: the release has that of another apk-tools",
};

const derivations: Readonly<Record<string, Derivation>> = {
	"3.21": {
		libcPackage: "1.2.5-r9",
		version: "1.2.5",
		symbols: [],
		because: "musl 1.2.5-r9 exports the same names (aports efd4d5df7)",
		gone: OTHER_APK_TOOLS_2,
	},
	"3.22": {
		libcPackage: "1.2.5-r10",
		version: "1.2.5",
		symbols: [],
		because: "musl 1.2.5-r10 exports the same names; it fixes iconv (aports 1a5f5e699b)",
		gone: OTHER_APK_TOOLS_2,
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
			"musl 1.2.6-r2 has posix_getdents, pthread_mutexattr_setprioceiling, renameat2 and __getauxval, and resolves posix_fallocate64 (aports f5640d3a10, musl v1.2.6)",
		zlib: {
			file: "libz.so.1.3.2",
			symbols: [
				"compress2_z",
				"compressBound_z",
				"compress_z",
				"deflateBound_z",
				"deflateUsed",
				"uncompress2_z",
				"uncompress_z",
			],
			because: "zlib 1.3.2 adds compress_z and six more names",
		},
		gone: APK_TOOLS_3,
	},
};

/** The releases of Alpine that can be told from a root of another one; none for most. From 3.23 that is 3.24, of which no
 *  root was at hand, from edge all releases for loongarch64, for which no root of any release was. */
export function derivedAlpines(base: Target): readonly Target[] {
	if (base.name === "alpine:3.23") return [derive(base, "3.24")];
	if (base.name !== "alpine:edge" || base.arch !== "loongarch64") return [];
	return Object.keys(derivations).map((release) => derive(base, release));
}

function derive(base: Target, release: string): Target {
	const derivation = derivations[release];
	const loader = base.loaders?.[0];
	if (derivation === undefined || loader === undefined) throw new Error(`nothing is known of Alpine ${release}`);
	const libc = derivedLibc(loader.libc, derivation);
	const { sha256: _root, ...provenance } = base.provenance;
	return {
		...base,
		name: `alpine:${release}`,
		tree: derivedTree(base, release, loader.path, derivation),
		libc,
		loaders: [{ path: loader.path, libc }],
		provenance: {
			...provenance,
			basis: "derived",
			release,
			libcPackage: derivation.libcPackage,
			changes: [
				`derived from ${base.name} of ${base.provenance.date}: no root file system of ${release} was at hand`,
				derivation.because,
				...(derivation.zlib === undefined ? [] : [derivation.zlib.because]),
				...(libraries(base).some((path) => isNamed(path, derivation.gone.name)) ? [derivation.gone.because] : []),
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

function derivedTree(base: Target, release: string, loaderPath: string, derivation: Derivation): FileTree {
	const osRelease = textOf(base, "/usr/lib/os-release").replace(/^VERSION_ID=.*$/m, `VERSION_ID=${release}.0`);
	const entries: readonly (readonly [string, TreeEntry])[] = [
		[loaderPath, extended(base, loaderPath, derivation.symbols)],
		["/etc/alpine-release", memoryFile("alpine-release", Buffer.from(`${release}.0\n`))],
		["/usr/lib/os-release", memoryFile("os-release", Buffer.from(osRelease))],
		...newZlib(base, derivation),
	];
	const isGone = (path: string) =>
		isNamed(path, derivation.gone.name) || (derivation.zlib !== undefined && isNamed(path, ZLIB));
	return overlayTree(memoryTree(entries), without(base.tree, isGone));
}

/** zlib's file as Alpine names it, and not the link to it. */
const ZLIB = /^libz\.so\.1\./;

/** The newer zlib under its own name, and the link to it. */
function newZlib(base: Target, { zlib }: Derivation): readonly (readonly [string, TreeEntry])[] {
	if (zlib === undefined) return [];
	const old = libraries(base).find((path) => isNamed(path, ZLIB));
	if (old === undefined) throw new Error(`${base.name} ${base.arch} has no zlib`);
	const folder = dirname(old);
	return [
		[join(folder, zlib.file), extended(base, old, zlib.symbols)],
		[join(folder, "libz.so.1"), { type: "symlink", target: zlib.file }],
	];
}

/** A library of the base with more functions. */
function extended({ tree }: Target, path: string, symbols: readonly string[]): FileEntry {
	const entry = tree.entry(path);
	const content = entry?.type === "file" ? entry.content() : undefined;
	if (entry?.type !== "file" || content?.kind !== "elf") throw new Error(`${path} is no ELF file`);
	return { ...syntheticFile(withFunctions(content.elf, symbols), entry.mode), sizeBytes: entry.sizeBytes };
}

function libraries({ tree }: Target): readonly string[] {
	return ["/lib", "/usr/lib"].flatMap((folder) => tree.list(folder).map((name) => join(folder, name)));
}

function isNamed(path: string, name: RegExp): boolean {
	return name.test(basename(path));
}

function without(tree: FileTree, isGone: (path: string) => boolean): FileTree {
	return {
		lookup(path) {
			const found = tree.lookup(path);
			return found.found && isGone(found.realPath) ? { found: false, errno: "ENOENT" } : found;
		},
		entry: (path) => (isGone(path) ? undefined : tree.entry(path)),
		list: (folder) => tree.list(folder).filter((name) => !isGone(join(folder, name))),
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
