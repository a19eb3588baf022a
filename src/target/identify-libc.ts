import type { ElfFile } from "../elf/elf-file.ts";
import type { FileEntry, FileTree } from "../input/file-tree.ts";
import { identifyGlibc } from "./identify-glibc.ts";
import { identifyMusl, isMusl } from "./identify-musl.ts";
import type { LibcIdentity } from "./libc-identity.ts";

/** Loaders are some hundred kilobytes; a larger file is none that is known here. */
const mostBytes = 16 << 20;

/** A loader's file as it is looked at. */
export interface LoaderFile {
	readonly path: string;
	readonly elf: ElfFile;
	/** Its bytes, one character each, for looking up strings; absent in a stored tree. */
	readonly text: string | undefined;
}

/** Whose loader stands at a real path of a tree. Everything is read from the file itself where it can be told from
 *  there; `unknown` where the file is no loader that is known, or its bytes cannot be had. */
export function identifyLibc(tree: FileTree, loaderRealPath: string): LibcIdentity {
	const loader = loaderAt(tree, loaderRealPath);
	if (loader === undefined) return { kind: "unknown" };
	const soname = loader.elf.dynamic?.soname ?? "";
	if (isMusl(loader)) return identifyMusl(tree, loader);
	if (/^ld-uClibc/.test(soname)) return { kind: "uclibc", ...uclibcVersion(loader) };
	if (/^(ld-android|linker(64)?)/.test(soname)) return { kind: "bionic" };
	return identifyGcompat(loader) ?? identifyGlibc(tree, loader) ?? { kind: "unknown" };
}

function loaderAt(tree: FileTree, path: string): LoaderFile | undefined {
	const found = tree.lookup(path);
	if (!found.found || found.entry.type !== "file") return undefined;
	const content = found.entry.content();
	return content.kind === "elf" ? { path, elf: content.elf, text: fileText(found.entry) } : undefined;
}

/** A file's bytes as text, one character a byte; absent where they cannot be had. */
export function fileText(file: FileEntry): string | undefined {
	if (file.sizeBytes > mostBytes) return undefined;
	const source = file.bytes();
	return source?.read(0, source.size).toString("latin1");
}

/** gcompat's stub names what it executes. Source: gcompat loader/loader.c. */
function identifyGcompat({ text }: LoaderFile): LibcIdentity | undefined {
	const preload = text?.match(/\/[\x21-\x7e]*libgcompat\.so[.\d]*(?=\0)/)?.[0];
	const loader = text?.match(/\/[\x21-\x7e]*ld-musl-[\x21-\x7e]*\.so\.1(?=\0)/)?.[0];
	if (preload === undefined || loader === undefined) return undefined;
	return { kind: "gcompat", loader, preload: [preload] };
}

function uclibcVersion({ path }: LoaderFile): { readonly version?: string } {
	const version = /ld\d*-uClibc-([\d.]+)\.so$/.exec(path)?.[1];
	return version === undefined ? {} : { version };
}
