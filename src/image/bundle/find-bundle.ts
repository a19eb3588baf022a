import { posix } from "node:path";
import type { InputLimits } from "../../archive/limits.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { FileTree } from "../../tree/file-tree.ts";
import { type RuntimeConfig, runtimeConfig } from "./runtime-config.ts";

/** An OCI runtime bundle in a folder or archive. */
export interface Bundle extends RuntimeConfig {
	/** What messages call its config.json. */
	readonly configName: string;
	/** Real path of the root in the tree that holds the bundle. */
	readonly root: string;
}

/** What a bundle is looked for in. */
export interface BundlePlace {
	/** What messages call it. */
	readonly name: string;
	readonly tree: FileTree;
	/** The folder on disk that `tree` is, where it is one. */
	readonly folder?: string;
	readonly limits: InputLimits;
}

/** Where bundles have their root unless they say otherwise: `runc spec`, `umoci unpack` and others write this name. */
const USUAL_ROOT = "rootfs";

/** The bundle that a tree holds: at its top, or in the only folder there (`tar -cf bundle.tar bundle`). A config.json
 *  that is another program's counts as any file does.
 *  Errors: InputError `malformed-json`, `malformed-config`, `missing-root`, `limit`. */
export function findBundle(place: BundlePlace): Bundle | undefined {
	return bundleAt("/", place) ?? onlyFolder(place.tree, (folder) => bundleAt(`/${folder}/`, place));
}

/** The folder of a root file system that stands alone in a tree, without a config.json that would make it a bundle and
 *  without anything beside it that belongs to a root. */
export function strayRoot(tree: FileTree): string | undefined {
	const at = (above: string): string | undefined =>
		!looksLikeRoot(tree, above) && looksLikeRoot(tree, `${above}${USUAL_ROOT}`) ? `${above}${USUAL_ROOT}` : undefined;
	return at("/") ?? onlyFolder(tree, (folder) => at(`/${folder}/`));
}

function onlyFolder<T>(tree: FileTree, look: (name: string) => T | undefined): T | undefined {
	const [name, ...others] = tree.list("/");
	return name === undefined || others.length > 0 ? undefined : look(name);
}

const OF_A_ROOT: ReadonlySet<string> = new Set(["bin", "sbin", "lib", "lib64", "usr", "etc"]);

function looksLikeRoot(tree: FileTree, folder: string): boolean {
	return tree.list(folder).some((name) => OF_A_ROOT.has(name));
}

function bundleAt(above: string, place: BundlePlace): Bundle | undefined {
	const configName = configNameOf(above, place);
	const bytes = configBytes(above, configName, place);
	const config = bytes === undefined ? undefined : parsed(bytes, configName, isFolder(place.tree, above + USUAL_ROOT));
	if (config === undefined) return undefined;
	const root = place.tree.lookup(above + insideBundle(config.rootPath, above, configName, place));
	if (root.found && root.entry.type === "directory") return { ...config, configName, root: root.realPath };
	throw misplaced(configName, `${JSON.stringify(config.rootPath)} is no folder of the bundle`);
}

function configNameOf(above: string, { name, folder }: BundlePlace): string {
	return `${name.replace(/(?<!\/)\/+$/, "")}${folder === undefined ? "!" : "/"}${above.slice(1)}config.json`;
}

/** Nothing where there is none, or where it is too large and nothing else speaks of a bundle. */
function configBytes(above: string, name: string, { tree, limits }: BundlePlace): Buffer | undefined {
	const found = tree.lookup(`${above}config.json`);
	const source = found.found && found.entry.type === "file" ? found.entry.bytes() : undefined;
	if (source === undefined) return undefined;
	if (source.size <= limits.jsonBytes) return source.read(0, source.size);
	if (!isFolder(tree, above + USUAL_ROOT)) return undefined;
	throw new InputError("limit", name, "JSON", `${source.size} bytes (limit jsonBytes)`);
}

/** What is no JSON is a bundle's only where a root stands beside it. */
function parsed(bytes: Buffer, name: string, besideRoot: boolean): RuntimeConfig | undefined {
	try {
		return runtimeConfig(bytes, name);
	} catch (error) {
		if (!besideRoot && error instanceof InputError && error.code === "malformed-json") return undefined;
		throw error;
	}
}

/** `root.path`, relative to the bundle. Nothing outside the bundle is read: the user named the bundle.
 *  Errors: InputError `missing-root`. */
function insideBundle(path: string, above: string, configName: string, { folder }: BundlePlace): string {
	const bundle = folder === undefined ? undefined : posix.join(folder, above);
	const relative =
		posix.isAbsolute(path) && bundle !== undefined ? posix.relative(bundle, path) : posix.normalize(path);
	if (!posix.isAbsolute(relative) && relative !== ".." && !relative.startsWith("../")) return relative;
	throw misplaced(configName, `${JSON.stringify(path)} is outside the bundle: inspect that folder itself`);
}

function misplaced(configName: string, detail: string): InputError {
	return new InputError("missing-root", configName, "root.path", detail);
}

function isFolder(tree: FileTree, path: string): boolean {
	const found = tree.lookup(path);
	return found.found && found.entry.type === "directory";
}
