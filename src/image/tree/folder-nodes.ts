import { NameTable } from "../../tree/name-table.ts";
import { compareNames } from "../../tree/path-name.ts";
import { NodeTable, nodeType } from "./node-table.ts";

/** Number of the root folder's node. */
export const rootNode = 0;

/** Nodes with their names in folders: the bare structure of a tree that is being put together. */
export class FolderNodes {
	readonly nodes = new NodeTable();
	readonly #children = new NameTable();
	readonly #targets = new Map<number, string>();
	/** What was asked for last: a walk asks for what is below it next. */
	#latest: { readonly path: string; readonly node: number } | undefined;

	constructor() {
		this.nodes.add({ type: nodeType.directory, mode: 0o755, sizeBytes: 0, place: -1, bearer: 0, layer: 0 });
	}

	isFolder(node: number): boolean {
		return this.nodes.type(node) === nodeType.directory;
	}

	/** The node of a name in a folder. */
	child(folder: number, name: string): number | undefined {
		return this.#children.get(folder, name);
	}

	/** Puts a node under a name; what was there is gone. */
	setChild(folder: number, name: string, node: number): void {
		this.#latest = undefined;
		this.#children.set(folder, name, node);
	}

	removeChild(folder: number, name: string): void {
		this.#latest = undefined;
		this.#children.delete(folder, name);
	}

	/** Names in a folder, in no order. */
	names(folder: number): IterableIterator<string> {
		return this.#children.names(folder);
	}

	/** Names in a folder, in byte order. */
	sortedNames(folder: number): string[] {
		return [...this.names(folder)].sort(compareNames);
	}

	setTarget(symlink: number, target: string): void {
		this.#targets.set(symlink, flat(target));
	}

	target(symlink: number): string {
		return this.#targets.get(symlink) ?? "";
	}

	/** The node at a path whose folders are all real ones. */
	at(realPath: string): number | undefined {
		const above = this.#latest;
		const isBelow = above !== undefined && realPath.startsWith(above.path) && realPath[above.path.length] === "/";
		let node: number | undefined = isBelow ? above.node : rootNode;
		for (let start = isBelow ? above.path.length + 1 : 1; start < realPath.length && node !== undefined; ) {
			const slash = realPath.indexOf("/", start);
			const end = slash === -1 ? realPath.length : slash;
			node = this.child(node, realPath.slice(start, end));
			start = end + 1;
		}
		if (node !== undefined && realPath !== "/") this.#latest = { path: realPath, node };
		return node;
	}
}

/** A copy that does not keep the longer text alive that it was cut from (V8 cuts from 13 units up by reference). */
function flat(name: string): string {
	if (name.length < 13) return name;
	return /[^\0-\x7f]/.test(name)
		? Buffer.from(name, "utf16le").toString("utf16le")
		: Buffer.from(name, "latin1").toString("latin1");
}
