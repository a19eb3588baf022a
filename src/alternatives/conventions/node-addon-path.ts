import type { Convention, Placed } from "../convention.ts";
import { nodeArch } from "../machine-family.ts";
import { folderName, lastName, npmPlace } from "../npm-place.ts";
import { npmRefusal } from "../npm-refusal.ts";
import { platformClaim } from "../platform-words.ts";

/** Releases of Node's ABI (NODE_MODULE_VERSION) in a name. */
const ABI = /(?<=[-_/.v])\d{2,3}(?=[-_/.])/g;

/** Its loader takes the next older ABI where a file does not load. */
const CMAKE_TS = /^build\/[^/]+\/[^/]+\/node\/[^/]+\/[^/]+$/;

/** An addon whose path inside its package holds `process.platform` and `process.arch`, and often the libc and Node's ABI:
 *  `index.linux-x64-gnu.node`, `lib/binding/node-v115-linux-x64/x.node`, `bin/napi-v6/linux/x64/x.node`.
 *  Sources: the loader that @napi-rs/cli 2 and 3 write (files beside it come before packages); node-pre-gyp 1.0
 *  lib/util/versioning.js (module_path); dist/binding.js of onnxruntime-node 1.2x; lib/index.js of
 *  \@sentry/node-cpu-profiler 2; cmake-ts 1 (`build/<platform>/<arch>/node/<libc>-<abi>-Release`). */
export const nodeAddonPath: Convention = {
	id: "node-addon-path",
	takes: "one",
	place({ path }) {
		if (!path.endsWith(".node")) return undefined;
		const npm = npmPlace(path);
		const folder = npm === undefined ? path.slice(0, path.lastIndexOf("/")) : `${npm.modules}/${npm.name}`;
		const part = npm === undefined ? bindingPart(path) : npm.inside;
		const claim = platformClaim(part);
		if (claim.systems.length === 0 || claim.machines.length === 0) return undefined;
		const abi = part.match(ABI)?.join(".");
		return {
			name: npm?.name ?? folderName(folder.replace(/\/(lib\/)?binding\/[^/]+$/, "")),
			slot: `${npm === undefined ? path.slice(0, path.length - part.length) : `${folder}/`}${slotOf(claim.rest)}`,
			claim,
			words: claim.words,
			...(abi === undefined ? {} : { variant: abi, ...releaseOf(part) }),
			...(CMAKE_TS.test(part) ? { triesOthers: true } : {}),
		};
	},
	refusal(host, placed, members) {
		const line = `Error: Cannot find module: ${placed.name} has no ${lastName(placed.slot).replaceAll("*", "...")} for linux-${nodeArch(host.family)} (${host.libc})`;
		return npmRefusal(host, line, `build it in the image: \`npm rebuild ${placed.name}\``, members);
	},
};

/** `node-v115-`, `glibc-115-`, `-115.node`: what is another number is nobody's release. */
function releaseOf(part: string): Pick<Placed, "nodeAbi"> {
	const abi = /(?:(?:^|[-_/])(?:node[-_]v?|abi|glibc[-_.]|musl[-_.]))(\d{2,3})(?=[-_/.])/.exec(part)?.[1];
	return abi === undefined ? {} : { nodeAbi: Number(abi) };
}

/** Outside packages a folder counts only where node-pre-gyp put it. */
function bindingPart(path: string): string {
	return /(?:^|\/)((?:lib\/)?binding\/[^/]+\/[^/]+)$/.exec(path)?.[1] ?? lastName(path);
}

/** Folders that hold nothing but platform and ABI may be put together in more than one way. */
function slotOf(rest: string): string {
	return rest
		.replace(ABI, "#")
		.split("/")
		.map((folder) => (/^(?=.*[*#])[*#_.-]*(-?Release)?$/.test(folder) ? "*" : folder))
		.join("/");
}
