import { packageJson, stringList } from "../program/npm-package.ts";
import type { FileTree } from "../tree/file-tree.ts";

/** What a package.json says of how its package is loaded and what it asks for. */
export interface NpmManifest {
	/** The package's folder. */
	readonly folder: string;
	readonly name: string;
	/** What `require` of it opens, relative to its folder. */
	readonly main: string;
	/** npm installs it on Linux, by its `os` field. */
	readonly isForLinux: boolean;
	readonly dependencies: readonly string[];
	/** `optionalDependencies`, and those of `peerDependencies` that are called optional. */
	readonly optional: readonly string[];
	/** It has the field that @napi-rs/cli reads. */
	readonly isNapiRs: boolean;
	/** `binary.module_name`, which node-pre-gyp reads. */
	readonly addon?: string;
}

/** Reads one; absent where there is none or it cannot be read. Source: npm's package.json documentation. */
export function npmManifest(path: string, tree: FileTree): NpmManifest | undefined {
	const json = packageJson(path, tree);
	if (json === undefined) return undefined;
	const fields = new Map<string, unknown>(Object.entries(json));
	const folder = path.slice(0, path.lastIndexOf("/"));
	const name = fields.get("name");
	const addon = addonOf(fields.get("binary"));
	return {
		folder,
		name: typeof name === "string" ? name : folder.slice(folder.lastIndexOf("/") + 1),
		main: entryOf(fields.get("exports")) ?? textOf(fields.get("main")) ?? "index.js",
		isForLinux: isForLinux(stringList(fields.get("os"))),
		dependencies: keysOf(fields.get("dependencies")),
		optional: [...keysOf(fields.get("optionalDependencies")), ...optionalPeers(fields.get("peerDependenciesMeta"))],
		isNapiRs: typeof fields.get("napi") === "object" && fields.get("napi") !== null,
		...(addon === undefined ? {} : { addon }),
	};
}

function addonOf(binary: unknown): string | undefined {
	if (typeof binary !== "object" || binary === null) return undefined;
	return "module_name" in binary ? textOf(binary.module_name) : undefined;
}

function isForLinux(systems: readonly string[]): boolean {
	if (systems.includes("!linux")) return false;
	return systems.every((system) => system.startsWith("!")) || systems.includes("linux");
}

/** What Node's conditions lead to, for the package itself. Levels of conditions: bounded. */
function entryOf(exported: unknown, levels = 4): string | undefined {
	if (typeof exported === "string") return exported;
	if (levels === 0 || typeof exported !== "object" || exported === null || Array.isArray(exported)) return undefined;
	const conditions = new Map<string, unknown>(Object.entries(exported));
	for (const word of [".", "node", "require", "import", "default"]) {
		const found = entryOf(conditions.get(word), levels - 1);
		if (found !== undefined) return found;
	}
	return undefined;
}

function optionalPeers(meta: unknown): readonly string[] {
	if (typeof meta !== "object" || meta === null) return [];
	return Object.entries(meta).flatMap(([name, about]: readonly [string, unknown]) =>
		typeof about === "object" && about !== null && "optional" in about && about.optional === true ? [name] : [],
	);
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

function keysOf(value: unknown): readonly string[] {
	return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
