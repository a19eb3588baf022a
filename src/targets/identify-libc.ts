import type { FileTree } from "../tree/file-tree.ts";
import { identifyGlibc } from "./identify-glibc.ts";
import { identifyMusl, isMusl } from "./identify-musl.ts";
import type { LibcIdentity } from "./libc-identity.ts";
import { type LoaderFile, loaderFile } from "./loader-file.ts";

/** Whose loader stands at a real path of a tree. Everything is read from the file itself where it can be told from
 *  there; `unknown` where the file is no loader that is known, or its bytes cannot be had. */
export function identifyLibc(tree: FileTree, loaderRealPath: string): LibcIdentity {
	const loader = loaderFile(tree, loaderRealPath);
	if (loader === undefined) return { kind: "unknown" };
	const soname = loader.elf.dynamic?.soname ?? "";
	if (isMusl(loader)) return identifyMusl(tree, loader);
	if (/^ld-uClibc/.test(soname)) return { kind: "uclibc", ...uclibcVersion(loader) };
	if (/^(ld-android|linker(64)?)/.test(soname)) return { kind: "bionic" };
	return identifyGcompat(loader) ?? identifyGlibc(tree, loader) ?? { kind: "unknown" };
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
