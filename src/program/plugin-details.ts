import type { FileTree } from "../tree/file-tree.ts";
import type { Plugin } from "./plugin.ts";
import { pythonDetails } from "./python-extension.ts";

/** Named details of a plug-in: `host`, and what its host's kind has to say (`abi`, `platform`, `wheel`). */
export function pluginDetails(
	plugin: Plugin,
	path: string,
	tree: FileTree | undefined,
): Readonly<Record<string, string>> {
	const { name } = plugin.host;
	if (name === "python") return { host: name, ...pythonDetails(path, tree) };
	return name === "node" ? { host: name, ...nodeDetails(plugin) } : { host: name };
}

/** `abi`: `napi` for Node-API (any Node), a number for one NODE_MODULE_VERSION, `v8` where only the imports tell. */
function nodeDetails({ export: exported = "", import: imported = "" }: Plugin): Readonly<Record<string, string>> {
	const version = /^node_register_module_v(\d+)$/.exec(exported)?.[1];
	if (version !== undefined) return { abi: version };
	return { abi: /^(napi|node_api)_/.test(exported) || /^(napi|node_api)_/.test(imported) ? "napi" : "v8" };
}
