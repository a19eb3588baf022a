import type { FileTree } from "../tree/file-tree.ts";
import type { LibcIdentity, MuslFeatures } from "./libc-identity.ts";
import { type LoaderFile, textAt } from "./loader-file.ts";

/** A slice of the names that the loader maps from NAME64 to NAME. Nowhere else do they stand in this order.
 *  Source: musl ldso/dynlink.c, lfs64_list. */
const lfs64List = "versionsort\0__fxstat\0__fxstatat\0__lxstat\0__xstat\0";
const initialExecMessage = "initial-exec TLS resolves to dynamic definition";

/** Symbols that came with a release, newest first: what a file without a version string still tells. */
const firstSeen: readonly (readonly [symbol: string, version: string])[] = [
	["renameat2", "1.2.6"],
	["statx", "1.2.5"],
	["qsort_r", "1.2.3"],
	["reallocarray", "1.2.2"],
	["getrandom", "1.1.20"],
];

/** Whether a file is musl: Alpine names it `libc.musl-ARCH.so.1`, upstream `libc.so`, Debian gives it no SONAME. */
export function isMusl({ elf, text }: LoaderFile): boolean {
	const soname = elf.dynamic?.soname ?? "";
	if (/^libc\.musl-/.test(soname)) return true;
	return (soname === "libc.so" || soname === "") && (text?.includes("musl libc") ?? exports(elf, "__dls3"));
}

/** The version is the string in the file; what distributions patch is read from the file where it shows there, and
 *  told by package revision where it does not. */
export function identifyMusl(tree: FileTree, loader: LoaderFile): LibcIdentity {
	const version = loader.text?.match(/(?<=\0)[01]\.\d{1,2}\.\d{1,2}(?:[_-][\w.-]{1,40})?(?=\0)/)?.[0];
	const features = muslFeatures(tree, loader, version ?? oldestPossible(loader));
	return { kind: "musl", ...(version === undefined ? {} : { version }), features };
}

/** What a musl of this version can do.
 *  Source: musl's WHATSNEW and ldso/dynlink.c by tag; Alpine's musl package by release. */
function muslFeatures(tree: FileTree, loader: LoaderFile, version: string): MuslFeatures {
	const patched = version === "1.1.16" && /^libc\.musl-/.test(loader.elf.dynamic?.soname ?? "");
	// Alpine 3.6 carries what 1.1.17 brought to the loader (seen under 1.1.16-r15).
	const since = (first: string): boolean => isSince(patched ? "1.1.17" : version, first);
	const lfs64Fallback = loader.text?.includes(lfs64List) ?? (since("1.2.4") && !exports(loader.elf, "open64"));
	return {
		relr: since("1.2.4") || hasRelrBackport(tree, loader, version),
		lfs64Fallback,
		lfs64ShortBuffer: lfs64Fallback && !since("1.2.6"),
		deferredBinding: since("1.1.17"),
		refusesInitialExec: loader.text?.includes(initialExecMessage) ?? since("1.1.20"),
		detectsForeignLibc: since("1.1.17"),
		prefersStrong: !since("1.1.17"),
		gnuStackSetsThreadStack: since("1.1.21"),
	};
}

/** Alpine 3.15 to 3.17 apply DT_RELR with musl 1.2.2 (revision 7 and later; they also export qsort_r) and 1.2.3. */
function hasRelrBackport(tree: FileTree, { elf }: LoaderFile, version: string): boolean {
	if (!/^libc\.musl-/.test(elf.dynamic?.soname ?? "")) return false;
	if (isSince(version, "1.2.3")) return true;
	if (!isSince(version, "1.2.2")) return false;
	const revision = /-r(\d+)$/.exec(alpinePackageVersion(tree, "musl") ?? "")?.[1];
	return revision === undefined ? exports(elf, "qsort_r") : Number(revision) >= 7;
}

/** Version of an installed Alpine package, for example `1.2.5-r0`; absent where there is no package database. */
export function alpinePackageVersion(tree: FileTree, name: string): string | undefined {
	for (const path of ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"]) {
		const paragraph = textAt(tree, path)
			?.split("\n\n")
			.find((each) => each.split("\n").includes(`P:${name}`));
		const version = paragraph?.match(/^V:(.+)$/m)?.[1];
		if (version !== undefined) return version;
	}
	return undefined;
}

function oldestPossible({ elf }: LoaderFile): string {
	return firstSeen.find(([symbol]) => exports(elf, symbol))?.[1] ?? "1.1.16";
}

function exports(elf: LoaderFile["elf"], symbol: string): boolean {
	return elf.dynamic?.symbols.named(symbol).some(({ sectionIndex }) => sectionIndex !== 0) ?? false;
}

/** Compares the three numbers at the start; whatever follows (`_git20230717`) does not count. */
function isSince(version: string, first: string): boolean {
	const [left, right] = [numbers(version), numbers(first)];
	const difference = left.map((number, index) => number - (right[index] ?? 0)).find((each) => each !== 0);
	return (difference ?? 0) >= 0;
}

function numbers(version: string): readonly number[] {
	return (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? "0.0.0").split(".").map(Number);
}
