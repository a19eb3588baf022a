import type { ByteSource } from "../../bytes/byte-source.ts";
import { classifyContent, unreadableContent } from "../file-content.ts";
import type { FileContent, FileEntry, TreeEntry } from "../file-tree.ts";
import type { FolderNodes } from "./folder-nodes.ts";
import type { LayerContents } from "./layer-contents.ts";
import { nodeType } from "./node-table.ts";

/** Files whose facts are remembered at a time. Facts of a file are read again when they are asked for much later. */
const mostRemembered = 256;

/** Tree entries for nodes: made when asked for; those with facts are remembered, the latest used longest. */
export class EntryCache {
	readonly #folders: FolderNodes;
	readonly #contents: readonly LayerContents[];
	readonly #remembered = new Map<number, FileEntry>();

	constructor(folders: FolderNodes, contents: readonly LayerContents[]) {
		this.#folders = folders;
		this.#contents = contents;
	}

	/** The entry of a node; `path` is what messages call it. */
	entry(node: number, path: string): TreeEntry {
		const { nodes } = this.#folders;
		const type = nodes.type(node);
		if (type === nodeType.directory) return { type: "directory", mode: nodes.mode(node) };
		if (type === nodeType.symlink) return { type: "symlink", target: this.#folders.target(node) };
		if (type === nodeType.special) return { type: "special", mode: nodes.mode(node) };
		return type === nodeType.elf || type === nodeType.script ? this.#recall(node, path) : this.#file(node, path);
	}

	#recall(node: number, path: string): FileEntry {
		const known = this.#remembered.get(node);
		if (known !== undefined) this.#remembered.delete(node);
		const entry = known ?? this.#file(node, path);
		this.#remembered.set(node, entry);
		if (this.#remembered.size > mostRemembered) this.#remembered.delete(this.#remembered.keys().next().value ?? node);
		return entry;
	}

	#file(node: number, path: string): FileEntry {
		const { nodes } = this.#folders;
		const sizeBytes = nodes.sizeBytes(node);
		const type = nodes.type(node);
		const place = nodes.place(node);
		const contents = this.#contents[nodes.bearer(node)];
		const isKnown = type === nodeType.elf || type === nodeType.script;
		let content: FileContent | undefined;
		return {
			type: "file",
			mode: nodes.mode(node),
			sizeBytes,
			bytes: () => contents?.bytes(place, sizeBytes, path),
			content: () => {
				content ??= isKnown ? contentOf(contents?.facts(place, sizeBytes, path)) : plainContent(sizeBytes);
				return content;
			},
		};
	}
}

function contentOf(source: ByteSource | undefined): FileContent {
	return source === undefined
		? unreadableContent("not kept when it passed (limit keptBytes)")
		: classifyContent(source);
}

function plainContent(sizeBytes: number): FileContent {
	return { kind: sizeBytes === 0 ? "empty" : "other" };
}
