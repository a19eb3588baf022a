import type { FileTree } from "../tree/file-tree.ts";
import { childPath, parentPath } from "../tree/path-resolution.ts";
import type { LibcIdentity } from "./libc-identity.ts";
import { type LoaderFile, textAt } from "./loader-file.ts";

/** Folders in a row, each with its closing slash and NUL: how ld.so holds its `system_dirs`. */
const foldersInRow = /(?:\/(?:[\x21-\x2e\x30-\x7e]+\/)+\0)+/g;

/** What a failed assertion prints (__assert_fail in elf/dl-minimal.c). */
const assertionMessage = "Inconsistency detected by ld.so";

/** glibc's loader: recognised by its banner or by what only it contains; absent for anything else.
 *  The directories are those compiled into this very file (elf/dl-load.c, system_dirs). */
export function identifyGlibc(tree: FileTree, loader: LoaderFile): LibcIdentity | undefined {
	const { text, elf } = loader;
	const known = elf.dynamic?.versionDefinitions.some(({ name }) => name === "GLIBC_PRIVATE") ?? false;
	if (text === undefined || !known) return undefined;
	const systemDirectories = compiledDirectories(text);
	if (systemDirectories.length === 0) return undefined;
	const version = glibcBanner(tree, loader, systemDirectories)?.version ?? highestVersion(loader);
	return {
		kind: "glibc",
		...(version === undefined ? {} : { version }),
		systemDirectories,
		...(text.includes(assertionMessage) ? {} : { assertions: false as const }),
		...builtForLevel(text),
	};
}

/** What it says to a lesser processor before it ends the process (dl_hwcap_check): the highest level of these counts. */
function builtForLevel(text: string): { readonly x86Level?: 2 | 3 | 4 } {
	const level = ([4, 3, 2] as const).find((each) => text.includes(`CPU does not support x86-64-v${each}`));
	return level === undefined ? {} : { x86Level: level };
}

/** What a glibc says of itself: `GNU C Library (Debian GLIBC 2.36-9+deb12u10) stable release version 2.36.` */
export interface GlibcBanner {
	readonly version: string;
	/** The packager's own version, for example `2.36-9+deb12u10`. */
	readonly packageVersion?: string;
}

/** The banner in libc.so.6 beside a loader or in its system directories, else the one in the loader. */
export function glibcBanner(
	tree: FileTree,
	{ path, text }: Pick<LoaderFile, "path" | "text">,
	systemDirectories: readonly string[],
): GlibcBanner | undefined {
	for (const folder of [parentPath(path), ...systemDirectories]) {
		const banner = bannerIn(textAt(tree, childPath(folder, "libc.so.6")));
		if (banner !== undefined) return banner;
	}
	return bannerIn(text);
}

function bannerIn(text: string | undefined): GlibcBanner | undefined {
	const match = text?.match(
		/(?:GNU C Library|ld\.so)(?: \(([^)\0]{1,80})\))? \w+ release version (\d+\.\d+(?:\.\d+)?)/,
	);
	if (match?.[2] === undefined) return undefined;
	const packageVersion = /GLIBC (\S+)$/.exec(match[1] ?? "")?.[1];
	return { version: match[2], ...(packageVersion === undefined ? {} : { packageVersion }) };
}

function compiledDirectories(text: string): readonly string[] {
	const rows = [...text.matchAll(foldersInRow)].map(([row]) => row.split("\0").filter((folder) => folder !== ""));
	const candidates = rows.filter((row) => row.every((folder) => folder.includes("/lib")));
	const longest = candidates.reduce((best, row) => (row.length > best.length ? row : best), []);
	return longest.map((folder) => folder.slice(0, -1));
}

/** A loader without any banner still defines its versions; not every release adds one. */
function highestVersion({ elf }: LoaderFile): string | undefined {
	const minors = (elf.dynamic?.versionDefinitions ?? []).map(({ name }) => Number(/^GLIBC_2\.(\d+)/.exec(name)?.[1]));
	const highest = Math.max(...minors.filter((minor) => !Number.isNaN(minor)));
	return Number.isFinite(highest) ? `2.${highest}` : undefined;
}
