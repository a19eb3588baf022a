import type { FileTree } from "../tree/file-tree.ts";

/** What a package.json says that matters here. */
export interface NpmPackage {
	/** Path of the package.json. */
	readonly path: string;
	readonly name?: string;
	/** The `libc` field; empty when there is none. */
	readonly libc: readonly string[];
	/** The `cpu` field, in Node's words; empty when there is none. */
	readonly cpu: readonly string[];
}

const JSON_BYTES = 256 * 1024;
/** Folders that are looked at above the file. */
const LEVELS = 6;

/** The npm package that a file is in: the nearest package.json above it; absent when there is none near, or when it
 *  cannot be read. */
export function nearestPackage(path: string, tree: FileTree): NpmPackage | undefined {
	let folder = path;
	for (let level = 0; level < LEVELS && folder.includes("/"); level += 1) {
		folder = folder.slice(0, folder.lastIndexOf("/"));
		const found = readPackage(`${folder}/package.json`, tree);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** What a package.json holds; absent where there is none, its bytes are not at hand, or it holds no object. */
export function packageJson(path: string, tree: FileTree): object | undefined {
	const text = readSmallFile(path, tree, JSON_BYTES);
	const value = text === undefined ? undefined : parseJson(text);
	return typeof value === "object" && value !== null ? value : undefined;
}

function readPackage(path: string, tree: FileTree): NpmPackage | undefined {
	const value = packageJson(path, tree);
	if (value === undefined) return undefined;
	const name = "name" in value && typeof value.name === "string" ? { name: value.name } : {};
	return {
		path,
		...name,
		libc: stringList("libc" in value ? value.libc : undefined),
		cpu: stringList("cpu" in value ? value.cpu : undefined),
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// A broken package.json names no libc; it is no concern of this program.
		return undefined;
	}
}

/** A field that holds one string or several. */
export function stringList(value: unknown): readonly string[] {
	if (typeof value === "string") return [value];
	return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** The text of a file of a tree; absent when it is not there, not at hand, or larger than `limit` bytes. */
export function readSmallFile(path: string, tree: FileTree, limit: number): string | undefined {
	const found = tree.lookup(path);
	if (!found.found || found.entry.type !== "file" || found.entry.sizeBytes > limit) return undefined;
	try {
		return found.entry.bytes()?.read(0, limit).toString("utf8");
	} catch {
		// Unreadable is as good as absent: only claims are read this way.
		return undefined;
	}
}
