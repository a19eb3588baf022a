import { nearestPackage } from "../../program/npm-package.ts";
import type { FileTree } from "../../tree/file-tree.ts";
import type { Convention, Host, Placed } from "../convention.ts";
import { nodeArch } from "../machine-family.ts";
import { type NpmPlace, npmPlace } from "../npm-place.ts";
import { npmPlatform, npmRefusal } from "../npm-refusal.ts";
import { type PlatformClaim, platformClaim } from "../platform-words.ts";

/** One npm package for each platform, of which npm installs those whose `os`, `cpu` and `libc` fit, and of which the
 *  package that wants them asks for one by name: `@swc/core-linux-x64-gnu`, `@esbuild/linux-x64`,
 *  `@img/sharp-linuxmusl-x64`.
 *  Sources: npm's package.json documentation (os, cpu, libc); the loader that @napi-rs/cli 3 writes; lib/npm/node-platform.ts
 *  of esbuild 0.25; dist/native.js of rollup 4; lib/sharp.js of sharp 0.34; node-gyp-build-optional-packages 5 (file names with
 *  the tags of node-gyp-build inside). */
export const npmPlatformPackage: Convention = {
	id: "npm-platform-package",
	takes: "one",
	place({ path }, tree) {
		const place = npmPlace(path);
		if (place === undefined) return undefined;
		const claim = claimOf(path, place, tree);
		if (claim === undefined) return undefined;
		const { tags, rest } = tagsOf(place.inside);
		const libc = tags.find((tag) => tag === "glibc" || tag === "musl");
		const abi = tags.find((tag) => tag.startsWith("abi"));
		return {
			name: wantedBy(place.name),
			slot: `${place.modules}/${platformClaim(place.name).rest}/${rest}`,
			claim: { ...claim, ...(libc === "glibc" || libc === "musl" ? { libc } : {}) },
			words: [place.name, ...tags].join("."),
			...(abi === undefined ? {} : { variant: abi, nodeAbi: Number(abi.slice(3)) }),
		};
	},
	refusal(host, placed, members) {
		if (/\.so(\.|$)/.test(placed.slot)) return undefined;
		const line = lineOf(host, placed);
		return npmRefusal(
			host,
			line,
			`install it for the image's platform: run \`npm ci\` in the image, or ${flags(host)}`,
			members,
		);
	},
};

/** The fields decide, for npm goes by them; of a package without fields, its name. */
function claimOf(path: string, { modules, name }: NpmPlace, tree: FileTree): PlatformClaim | undefined {
	const byName = platformClaim(name);
	const isNamed = byName.systems.length > 0;
	if (!isNamed) return undefined;
	const found = nearestPackage(path, tree);
	const fields = found?.path === `${modules}/${name}/package.json` ? found : undefined;
	const cpu = fields === undefined ? [] : fields.cpu.flatMap((word) => platformClaim(word).machines);
	const machines = cpu.length > 0 ? cpu : byName.machines;
	if (machines.length === 0) return undefined;
	const libc = fields?.libc.length === 1 ? fields.libc[0] : byName.libc;
	const { libc: _, ...plain } = byName;
	return { ...plain, machines, ...(libc === "glibc" || libc === "musl" ? { libc } : {}) };
}

/** `node.abi115.glibc.node`, `sharp-linux-x64-0.35.5.node`: what stands for the platform or the ABI taken out. */
function tagsOf(inside: string): { readonly tags: readonly string[]; readonly rest: string } {
	const tags = inside.split(".").filter((word) => /^(abi\d+|napi|glibc|musl)$/.test(word));
	const rest = inside
		.split(".")
		.filter((word) => !tags.includes(word))
		.join(".");
	return { tags, rest: platformClaim(rest).rest };
}

/** The package that asks for it. */
function wantedBy(name: string): string {
	const rest = platformClaim(name)
		.rest.replace(/[-_.]?\*.*$/, "")
		.replace(/\/$/, "");
	return rest === "" ? name : rest.replace(/^@([^/]+)$/, "$1");
}

function flags({ family, libc }: Host): string {
	const cpu = npmPlatform({ family, libc }).replace(/^\w+-/, "");
	return `\`npm ci --os=linux --cpu=${cpu} --libc=${libc}\``;
}

/** What a package says of the part for its platform that is not there; for most that is Node's `require`.
 *  Sources: lib/sharp.js of sharp 0.34, lib/main.js of esbuild 0.25, dist/native.js of rollup 4, index.js of
 *  \@parcel/watcher 2.5. */
export function missingPackageLine(host: Host, name: string, missing: string): string {
	switch (name.replace("@img/", "")) {
		case "sharp":
			return `Could not load the "sharp" module using the ${npmPlatform(host)} runtime`;
		case "esbuild":
			return `The package "${missing}" could not be found, and is needed by esbuild.`;
		case "rollup":
			return `Error: Cannot find module ${missing}. npm has a bug related to optional dependencies (https://github.com/npm/cli/issues/4828).`;
		case "@parcel/watcher":
			return `Error: No prebuild or local build of @parcel/watcher found. Tried ${missing}.`;
		default:
			return `Error: Cannot find module '${missing}'`;
	}
}

function lineOf(host: Host, { name, words }: Placed): string {
	const platform = npmPlatform(host);
	if (name === "esbuild") return missingPackageLine(host, name, `@esbuild/linux-${nodeArch(host.family)}`);
	const libc =
		host.libc === "musl" ? "-musl" : /-(musl|gnu|glibc)/.test(words) ? (GLIBC_WORDS.get(name) ?? "-gnu") : "";
	return missingPackageLine(host, name, `${name}-${platform.replace("linuxmusl", "linux")}${libc}`);
}

/** Packages whose names for glibc are not napi-rs's. */
const GLIBC_WORDS: ReadonlyMap<string, string> = new Map([
	["@parcel/watcher", "-glibc"],
	["@biomejs/cli", ""],
]);
