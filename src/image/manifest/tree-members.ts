import type { InputLimits } from "../../archive/limits.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { FileTree } from "../../tree/file-tree.ts";
import type { LayerStream } from "../layers/layer-stream.ts";
import type { ArchiveMembers } from "./members.ts";

/** Members of an archive or layout that is at hand as a tree: an archive walked or passed, or a folder. Links between
 *  members (podman and older Dockers save equal layers as such) are resolved inside the tree.
 *  `passed`: layers that passed in a stream, by real path. */
export function treeMembers(
	name: string,
	tree: FileTree,
	limits: InputLimits,
	streamed: ReadonlyMap<string, LayerStream> = new Map(),
): ArchiveMembers {
	const fileAt = (path: string): { readonly realPath: string; readonly source: ByteSource | undefined } | undefined => {
		const lookup = tree.lookup(`/${path}`);
		if (!lookup.found || lookup.entry.type !== "file") return undefined;
		return { realPath: lookup.realPath, source: lookup.entry.bytes() };
	};
	return {
		name,
		json(path) {
			const source = fileAt(path)?.source;
			if (source === undefined) return undefined;
			if (source.size <= limits.jsonBytes) return source.read(0, source.size);
			throw new InputError("limit", `${name}!${path}`, "JSON", `${source.size} bytes (limit jsonBytes)`);
		},
		layer(path) {
			const file = fileAt(path);
			if (file === undefined) return undefined;
			const layer = streamed.get(file.realPath);
			if (layer !== undefined) return { kind: "streamed", layer };
			return file.source === undefined
				? undefined
				: { kind: "stored", source: { ...file.source, name: `${name}!${path}` } };
		},
	};
}
