import type { FileTree } from "../tree/file-tree.ts";
import { readSmallFile } from "./npm-package.ts";

/** What a Python extension module's name and its wheel say. */
export interface PythonDetails {
	/** `cp311`, `abi3`, `pypy39_pp73`; absent for a plain `.so` name. */
	readonly abi?: string;
	/** `x86_64-linux-gnu` or `x86_64-linux-musl`, as in the name. */
	readonly platform?: string;
	/** The top module below site-packages or dist-packages, for example `numpy`. */
	readonly module?: string;
	/** Tags of the wheel that it was installed from, for example `cp311-cp311-manylinux_2_17_x86_64`. */
	readonly wheel?: string;
}

const CPYTHON_NAME = /\.cpython-(\d+)[a-z]*(?:-([\w-]+))?\.so$/;
const PYPY_NAME = /\.pypy(\d+)-pp(\d+)(?:-([\w-]+))?\.so$/;
const WHEEL_BYTES = 64 * 1024;

/** Reads them. Source: PEP 3149 (file names), PEP 427 (WHEEL). */
export function pythonDetails(path: string, tree: FileTree | undefined): PythonDetails {
	const wheel = tree === undefined ? undefined : wheelTags(path, tree);
	const top = topModule(path)?.module;
	return {
		...nameDetails(path),
		...(top === undefined ? {} : { module: top }),
		...(wheel === undefined ? {} : { wheel }),
	};
}

/** Folders that Python looks for modules in, and what becomes one: a wheel. */
const PACKAGES = /^(site|dist)-packages$|\.whl!$/;

/** Where a module's top folder or file stands: `/usr/lib/python3/dist-packages` and `numpy`. */
function topModule(path: string): { readonly packages: string; readonly module: string } | undefined {
	const words = path.split("/");
	const site = words.findLastIndex((word) => PACKAGES.test(word));
	const module = words[site + 1]?.split(".")[0];
	if (site === -1 || module === undefined || module === "") return undefined;
	return { packages: words.slice(0, site + 1).join("/"), module };
}

function nameDetails(path: string): PythonDetails {
	const cpython = CPYTHON_NAME.exec(path);
	if (cpython !== null) return withPlatform(`cp${cpython[1]}`, cpython[2]);
	const pypy = PYPY_NAME.exec(path);
	if (pypy !== null) return withPlatform(`pypy${pypy[1]}_pp${pypy[2]}`, pypy[3]);
	return path.endsWith(".abi3.so") ? { abi: "abi3" } : {};
}

function withPlatform(abi: string, platform: string | undefined): PythonDetails {
	return platform === undefined ? { abi } : { abi, platform };
}

/** The `Tag:` lines of the distribution whose name the module's top folder (or file) bears. */
function wheelTags(path: string, tree: FileTree): string | undefined {
	const top = topModule(path);
	if (top === undefined) return undefined;
	const { packages } = top;
	const distribution = normalised(top.module);
	const info = tree
		.list(packages)
		.find((name) => name.endsWith(".dist-info") && normalised(name.split("-")[0] ?? "") === distribution);
	const text = info === undefined ? undefined : readSmallFile(`${packages}/${info}/WHEEL`, tree, WHEEL_BYTES);
	const tags = [...(text ?? "").matchAll(/^Tag: *([\w.-]+)\s*$/gm)].map((match) => match[1] ?? "");
	return tags.length === 0 ? undefined : tags.slice(0, 8).join(" ");
}

/** Distribution and module names agree up to case, dots and dashes. */
function normalised(name: string): string {
	return name.toLowerCase().replace(/[-_.]+/g, "_");
}
