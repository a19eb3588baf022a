import { InputError } from "../bytes/input-error.ts";
import { packageOwnership } from "../packages/ownership.ts";
import { readSmallFile } from "../program/npm-package.ts";
import type { FileEntry, FileTree } from "../tree/file-tree.ts";
import type { Placement } from "./judge.ts";

/** NODE_MODULE_VERSION by Node's major version. Source: doc/abi_version_registry.json of nodejs/node. */
const ABIS: ReadonlyMap<number, number> = new Map([
	[4, 46],
	[5, 47],
	[6, 48],
	[7, 51],
	[8, 57],
	[9, 59],
	[10, 64],
	[11, 67],
	[12, 72],
	[13, 79],
	[14, 83],
	[15, 88],
	[16, 93],
	[17, 102],
	[18, 108],
	[19, 111],
	[20, 115],
	[21, 120],
	[22, 127],
	[23, 131],
	[24, 137],
	[25, 141],
]);

/** Where Node is, beside the folders of PATH: the official images, distributions, distroless. */
const PLACES: readonly string[] = ["/usr/local/bin/node", "/usr/bin/node", "/usr/bin/nodejs", "/nodejs/bin/node"];

/** Remembered by root: reading Node itself is dear. */
const known = new WeakMap<FileTree, { readonly abi: number | undefined }>();

/** The ABI (NODE_MODULE_VERSION) of the Node of a root; absent where there is none, or its version is not known. Found in
 *  its own headers, in NODE_VERSION of the image's environment, with its package, else in the program itself. */
export function nodeAbiIn(placement: Placement): number | undefined {
	const { root } = placement;
	const before = known.get(root);
	const found = before ?? { abi: findAbi(placement) };
	known.set(root, found);
	return found.abi;
}

interface Node {
	readonly path: string;
	readonly realPath: string;
	readonly entry: FileEntry;
}

function findAbi(placement: Placement): number | undefined {
	const node = nodeIn(placement);
	if (node === undefined) return undefined;
	const version = () =>
		versionOf(variable(placement, "NODE_VERSION")) ?? packagedVersion(placement, node) ?? versionInside(node.entry);
	return headerAbi(node, placement.root) ?? ABIS.get(version() ?? -1);
}

function nodeIn({ root, searchPath = [] }: Placement): Node | undefined {
	for (const path of [...searchPath.map((folder) => `${folder}/node`), ...PLACES]) {
		const found = root.lookup(path);
		if (!found.found || found.entry.type !== "file") continue;
		if (found.entry.content().kind === "elf") return { path, realPath: found.realPath, entry: found.entry };
	}
	return undefined;
}

function variable({ variables = [] }: Placement, name: string): string | undefined {
	return variables.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The major version. */
function versionOf(text: string | undefined): number | undefined {
	const major = /^v?(\d{1,3})\./.exec(text ?? "")?.[1];
	return major === undefined ? undefined : Number(major);
}

const HEADER_BYTES = 64 * 1024;

/** `include/node/node_version.h` stands beside `bin`. */
function headerAbi({ path, realPath }: Node, root: FileTree): number | undefined {
	for (const program of new Set([realPath, path])) {
		const prefix = program.replace(/\/bin\/[^/]+$/, "");
		const text = readSmallFile(`${prefix}/include/node/node_version.h`, root, HEADER_BYTES);
		const abi = /^#\s*define\s+NODE_MODULE_VERSION\s+(\d{1,4})\s*$/m.exec(text ?? "")?.[1];
		if (abi !== undefined) return Number(abi);
	}
	return undefined;
}

/** A base of ours has no Node of its own. */
function packagedVersion({ root, target }: Placement, { realPath }: Node): number | undefined {
	if (target.tree !== root) return undefined;
	const ownership = packageOwnership(root);
	const owner = ownership.ownerOf(realPath);
	return owner === undefined ? undefined : versionOf(ownership.versionOf(owner)?.replace(/^\d+:/, ""));
}

/** Where process.release.headersUrl comes from. */
const HEADERS_URL = Buffer.from("/download/release/v");
const CHUNK_BYTES = 1 << 20;
const MOST_BYTES = 192 << 20;

/** The version in the program's own strings, where its bytes are at hand. */
function versionInside(entry: FileEntry): number | undefined {
	const source = entry.bytes();
	if (source === undefined) return undefined;
	try {
		const end = Math.min(source.size, MOST_BYTES);
		for (let at = 0; at < end; at += CHUNK_BYTES) {
			const chunk = source.read(at, Math.min(CHUNK_BYTES + 64, source.size - at));
			const found = chunk.indexOf(HEADERS_URL);
			if (found === -1) continue;
			const text = chunk.toString("latin1", found + HEADERS_URL.length, found + HEADERS_URL.length + 16);
			return versionOf(text);
		}
	} catch (error) {
		// Of a program that has passed in a stream its strings are gone.
		if (!(error instanceof InputError)) throw error;
	}
	return undefined;
}
