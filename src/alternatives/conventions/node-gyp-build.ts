import type { Convention, Placed } from "../convention.ts";
import { nodeArch } from "../machine-family.ts";
import { folderName } from "../npm-place.ts";
import { npmRefusal } from "../npm-refusal.ts";
import { platformClaim } from "../platform-words.ts";

const PREBUILT = /^(.*)\/prebuilds\/([^/]+)\/([^/]+)\.(node|bare)$/;

/** Tags between the dots of a file's name. */
const TAG = /^(node|electron|node-webkit|napi|glibc|musl|(?:abi|uv|armv)\d+\w*)$/;
/** Older names have them in one word: `node-napi`, `electron-57`. */
const OLD_NAME = /^(node|electron)-(napi(?:-v\d+)?|\d+)$/;

/** `prebuilds/<platform>-<arch>/<tags>.node`: the host's folder, and in it the file with the most tags that all fit.
 *  `prebuilds/<name>-<platform>-<arch>[-musl]/node-napi-v4.node` is the same with the name before it.
 *  Sources: node-gyp-build 4.8 (parseTuple, matchTags, compareTags), prebuildify 6 (names), pkg-prebuilds 1.0
 *  (lib/prebuild.js), require-addon 1 with bare-addon-resolve (`prebuilds/<host>`). */
export const nodeGypBuild: Convention = {
	id: "node-gyp-build",
	takes: "one",
	place({ path }) {
		const [, folder = "", tuple = "", name = "", suffix = ""] = PREBUILT.exec(path) ?? [];
		const claim = platformClaim(tuple);
		if (claim.systems.length === 0 || claim.machines.length === 0) return undefined;
		const tags = tagsOf(name);
		const libc = tags.find((tag) => tag === "glibc" || tag === "musl") ?? claim.libc;
		const abi = tags.find((tag) => /^abi\d/.test(tag));
		return {
			name: folderName(folder),
			slot: `${folder}/prebuilds/${claim.rest}/${baseOf(name)}.${suffix}`,
			claim: { ...claim, ...(libc === "glibc" || libc === "musl" ? { libc } : {}) },
			words: [tuple, ...tags].join("."),
			specificity: tags.length,
			...(abi === undefined || tags.includes("napi") ? {} : { variant: abi, ...releaseOf(tags, abi) }),
			...runtimeOf(tags, suffix),
		};
	},
	refusal(host, placed, members) {
		if (placed.otherRuntime !== undefined) return undefined;
		const { family, libc, nodeAbi } = host;
		const release = nodeAbi === undefined ? "" : ` abi=${nodeAbi} uv=1`;
		const line = `Error: No native build was found for platform=linux arch=${nodeArch(family)} runtime=node${release} libc=${libc}`;
		return npmRefusal(host, line, `build it in the image: \`npm rebuild ${placed.name}\``, members);
	},
};

function tagsOf(name: string): readonly string[] {
	const old = OLD_NAME.exec(name.split(".")[0] ?? "");
	const words = name.split(".").filter((word) => TAG.test(word));
	return old === null ? words : [old[1] ?? "", /^napi/.test(old[2] ?? "") ? "napi" : `abi${old[2]}`, ...words];
}

/** Electron has numbers of its own. */
function releaseOf(tags: readonly string[], abi: string): Pick<Placed, "nodeAbi"> {
	return tags.includes("electron") || tags.includes("node-webkit") ? {} : { nodeAbi: Number(abi.slice(3)) };
}

function baseOf(name: string): string {
	return name
		.split(".")
		.filter((word) => !TAG.test(word) && !OLD_NAME.test(word))
		.join(".");
}

/** Bare's own addons stand beside Node's; an Electron build is for nothing else unless it is for N-API, too. */
function runtimeOf(tags: readonly string[], suffix: string): Pick<Placed, "otherRuntime"> {
	if (suffix === "bare") return { otherRuntime: "Bare" };
	if (tags.includes("node-webkit")) return { otherRuntime: "NW.js" };
	return tags.includes("electron") ? { otherRuntime: "Electron" } : {};
}
