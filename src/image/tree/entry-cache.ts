import type { ByteSource } from "../../bytes/byte-source.ts";
import { InputError } from "../../bytes/input-error.ts";
import { Recent } from "../../bytes/recent.ts";
import { elfContent, otherContent, scriptContent, unreadableContent } from "../../tree/file-content.ts";
import type { FileContent, FileEntry, TreeEntry } from "../../tree/file-tree.ts";
import { FOREIGN_BYTES } from "../../tree/foreign-format.ts";
import type { LayerContents } from "../layers/layer-contents.ts";
import type { FolderNodes } from "./folder-nodes.ts";
import { nodeType } from "./node-table.ts";

/** Files whose facts are remembered at a time. Facts of a file are read again when they are asked for much later. */
const mostRemembered = 128;

/** Tree entries for nodes, made when asked for. What files hold is remembered here and not by the entries, of which an
 *  image's judgement keeps one for every file that is to be judged; the latest used is remembered longest. */
export class EntryCache {
	readonly #folders: FolderNodes;
	readonly #contents: readonly LayerContents[];
	/** By layer and place in it, which hard links share. */
	readonly #recent = new Recent<string, FileContent>(mostRemembered);

	constructor(folders: FolderNodes, contents: readonly LayerContents[]) {
		this.#folders = folders;
		this.#contents = contents;
	}

	/** The entry of a node; `path` is what messages call it. */
	entry(node: number, path: string): TreeEntry {
		const { nodes } = this.#folders;
		const type = nodes.type(node);
		if (type === nodeType.directory) return { type: "directory", mode: nodes.mode(node), owner: nodes.owner(node) };
		if (type === nodeType.symlink) return { type: "symlink", target: this.#folders.target(node) };
		if (type === nodeType.special) return { type: "special", mode: nodes.mode(node) };
		return this.#file(node, path);
	}

	#file(node: number, path: string): FileEntry {
		const { nodes } = this.#folders;
		const sizeBytes = nodes.sizeBytes(node);
		const type = nodes.type(node);
		const place = nodes.place(node);
		const bearer = nodes.bearer(node);
		const contents = this.#contents[bearer];
		const stored = `${bearer} ${place}`;
		return {
			type: "file",
			mode: nodes.mode(node),
			owner: nodes.owner(node),
			sizeBytes,
			// Files of which nothing was kept have no place: nobody knows which of them are links of one.
			identity: place < 0 ? undefined : stored,
			bytes: () => contents?.bytes(place, sizeBytes, path),
			content: hasFacts(type)
				? () => this.#recent.get(stored, () => contentOf(type, contents?.facts(place, sizeBytes, path)))
				: sizeBytes === 0
					? emptyContent
					: place < 0
						? plainContent
						: () => this.#recent.get(stored, () => startContent(contents?.facts(place, sizeBytes, path))),
		};
	}
}

function hasFacts(type: number): boolean {
	return type === nodeType.elf || type === nodeType.script;
}

/** Shared by all files that are neither: most of an image's. */
const empty: FileContent = { kind: "empty" };
const other: FileContent = { kind: "other" };
const emptyContent = (): FileContent => empty;
const plainContent = (): FileContent => other;

/** What was kept of a file that is neither: its start, where that tells. */
function startContent(source: ByteSource | undefined): FileContent {
	try {
		return source === undefined ? other : otherContent(source.read(0, Math.min(FOREIGN_BYTES, source.size)));
	} catch (error) {
		if (error instanceof InputError) return other;
		throw error;
	}
}

function contentOf(type: number, source: ByteSource | undefined): FileContent {
	if (source === undefined) return unreadableContent("not kept when it passed (limit retainedBytes)");
	return type === nodeType.elf ? elfContent(source) : scriptContent(source);
}
