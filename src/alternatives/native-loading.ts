import { readSmallFile } from "../program/npm-package.ts";
import type { FileTree } from "../tree/file-tree.ts";
import type { NpmManifest } from "./npm-manifest.ts";

/** Modules that packages find their native part with, by the words that each has where it finds none. */
export type NativeLoader = "node-gyp-build" | "bindings" | "node-pre-gyp" | "pkg-prebuilds" | "napi-rs" | "require";

/** How the main module of a package comes to its native part. */
export interface NativeLoading {
	readonly loader: NativeLoader;
	/** It catches what the loader throws, and goes on. */
	readonly doesWithout: boolean;
}

const MODULES: ReadonlyMap<string, NativeLoader> = new Map([
	["node-gyp-build", "node-gyp-build"],
	["node-gyp-build-optional-packages", "node-gyp-build"],
	["bindings", "bindings"],
	["node-pre-gyp", "node-pre-gyp"],
	["@mapbox/node-pre-gyp", "node-pre-gyp"],
	["pkg-prebuilds", "pkg-prebuilds"],
]);

/** Files of a package that are looked at, from its main module on, and how much of each. */
const MOST_FILES = 24;
const MOST_BYTES = 128 * 1024;

/** Packages that do without their native part, where their code is not at hand.
 *  Sources: index.js of bufferutil 4 and utf-8-validate 6 (./fallback); lib/protocol/constants.js of ssh2 1.15 catches for
 *  cpu-features; index.js of msgpackr 1.10 catches for msgpackr-extract. */
const DO_WITHOUT: ReadonlySet<string> = new Set(["bufferutil", "utf-8-validate", "cpu-features", "msgpackr-extract"]);

/** How a package loads its native part, by the code of its main module and what that requires in the package; where the
 *  code is not at hand, by what the package depends on and whether it has prebuilds. Absent where no known loader is used.
 *  @param affords pays for code that is read */
export function nativeLoading(
	manifest: NpmManifest,
	tree: FileTree,
	affords: (kilobytes: number) => boolean,
): NativeLoading | undefined {
	if (manifest.isNapiRs) return { loader: "napi-rs", doesWithout: false };
	const named = [...manifest.dependencies, ...manifest.optional].flatMap((name) => MODULES.get(name) ?? []);
	const [first] = named;
	const main = moduleAt(`${manifest.folder}/${manifest.main}`, tree);
	if (main === undefined) return undefined;
	if (readSmallFile(main, tree, MOST_BYTES) === undefined) {
		const loader = first ?? (tree.list(`${manifest.folder}/prebuilds`).length > 0 ? "require" : undefined);
		return loader === undefined ? undefined : { loader, doesWithout: DO_WITHOUT.has(manifest.name) };
	}
	return loadingIn(main, manifest.folder, tree, affords);
}

/** Looks at modules, nearest to the main module first. */
function loadingIn(
	main: string,
	folder: string,
	tree: FileTree,
	affords: (kilobytes: number) => boolean,
): NativeLoading | undefined {
	const files = new Set([main]);
	for (const file of files) {
		const text = readSmallFile(file, tree, MOST_BYTES);
		if (text === undefined) continue;
		if (!affords(text.length / 1024)) return undefined;
		const found = loadingOf(text);
		if (found !== undefined) return found;
		for (const [, asked = ""] of text.matchAll(LOCAL_MODULE)) {
			const path = files.size < MOST_FILES ? moduleAt(pathFrom(file, asked), tree) : undefined;
			if (path?.startsWith(`${folder}/`) === true) files.add(path);
		}
	}
	return undefined;
}

const LOCAL_MODULE = /(?:require\s*\(|from|import\s*\(?)\s*["'](\.{1,2}\/[\w@./-]{1,200})["']/g;
const ASKED =
	/(?:require\s*\(|from|import\s*\(?)\s*["'](?:((?:@[\w-]+\/)?[\w-]{1,100})|\.{1,2}\/[\w./-]{0,100}build\/(?:Release|Debug)\/[\w.-]{1,100}\.node)["']/g;

/** Names of loaders and of addons built in the package, in a module's code. */
function loadingOf(text: string): NativeLoading | undefined {
	for (const { 0: all, 1: name, index } of text.matchAll(ASKED)) {
		const loader = name === undefined ? "require" : MODULES.get(name);
		if (loader !== undefined) return { loader, doesWithout: isCaught(text, index + all.length) };
	}
	const own = OWN_LOADER.exec(text);
	return own === null ? undefined : { loader: "require", doesWithout: isCaught(text, own.index) };
}

/** A path put together for the platform, as lib/utils.js of node-pty 1 does it. */
const OWN_LOADER = /["'`](?:[\w./]{0,100}\/)?prebuilds\/(?:["']\s*\+\s*|\$\{)process\.platform/;

/** Blocks that are looked at. */
const MOST_BLOCKS = 64;

/** Whether what is thrown at a place of the code ends in a `catch` that throws nothing again. Told by the braces. */
function isCaught(text: string, at: number): boolean {
	let blocks = 0;
	for (const { 0: all, index } of text.slice(0, at).matchAll(/\btry\s*\{/g)) {
		blocks += 1;
		if (blocks > MOST_BLOCKS) return false;
		const end = endOfBlock(text, index + all.length);
		if (end < at) continue;
		const handler = /^\s*catch\s*(?:\([^()]{0,100}\)\s*)?\{/.exec(text.slice(end, end + 200));
		if (handler === null) continue;
		const start = end + handler[0].length;
		if (!/\bthrow\b/.test(text.slice(start, endOfBlock(text, start)))) return true;
	}
	return false;
}

/** Behind the brace that closes a block; the end of the text where nothing does. */
function endOfBlock(text: string, start: number): number {
	let depth = 1;
	for (let at = start; at < text.length; at += 1) {
		if (text[at] === "{") depth += 1;
		else if (text[at] === "}") depth -= 1;
		if (depth === 0) return at + 1;
	}
	return text.length;
}

/** The file that `require` of a path opens. */
function moduleAt(path: string, tree: FileTree): string | undefined {
	for (const each of [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}/index.js`]) {
		const found = tree.lookup(each);
		if (found.found && found.entry.type === "file") return found.realPath;
	}
	return undefined;
}

/** A relative path, from the folder of a file. */
function pathFrom(file: string, asked: string): string {
	const words = file.split("/").slice(0, -1);
	for (const word of asked.split("/")) {
		if (word === "..") words.pop();
		else if (word !== "." && word !== "") words.push(word);
	}
	return words.join("/");
}
