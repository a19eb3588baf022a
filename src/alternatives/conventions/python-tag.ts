import type { Convention } from "../convention.ts";
import { lastName } from "../npm-place.ts";
import { platformClaim } from "../platform-words.ts";

const TAGGED = /^(.*)\.(cpython-(\d)(\d+)[a-z]*|pypy\d+-pp\d+)(?:-([\w-]+))?\.so$/;

/** From 3.11 on the names tell musl from glibc; see python-module-name. */
const TOLD_APART_FROM = 11;

/** Modules of one name for several Pythons and machines side by side: an interpreter opens those that end in its own
 *  EXT_SUFFIX.
 *  Sources: PEP 3149; importlib.machinery.EXTENSION_SUFFIXES; PLATFORM_TRIPLET in CPython's configure.ac (bpo-43112). */
export const pythonTag: Convention = {
	id: "python-tag",
	takes: "several",
	place({ path }) {
		const [, module, abi, major, minor, platform = ""] = TAGGED.exec(path) ?? [];
		if (module === undefined || abi === undefined) return undefined;
		const claim = platformClaim(platform);
		const { libc: _, ...plain } = claim;
		const folder = /\/lib\/(?:python|pypy)(\d+\.\d+)\/(?:site|dist)-packages\//.exec(path)?.[1];
		const isOther = folder !== undefined && major !== undefined && folder !== `${major}.${minor}`;
		return {
			name: lastName(module),
			slot: module,
			claim: Number(minor ?? 0) < TOLD_APART_FROM ? plain : claim,
			words: [abi, ...(platform === "" ? [] : [platform])].join("-"),
			variant: abi,
			...(isOther ? { otherRuntime: `another Python than ${folder}` } : {}),
		};
	},
};
