import type { InputLimits } from "../../archive/limits.ts";
import type { WorkBudget } from "../../budget/work-budget.ts";
import { InputError } from "../../bytes/input-error.ts";
import type { Owner, TreeEntry, WalkedEntry } from "../../tree/file-tree.ts";
import { childPath, lastName, type PlainTree, parentPath, resolvePath } from "../../tree/path-resolution.ts";
import type { LayerContents } from "../layers/layer-contents.ts";
import type { FileRecord, LayerRecord } from "../layers/layer-record.ts";
import { EntryCache } from "./entry-cache.ts";
import { FolderNodes, rootNode } from "./folder-nodes.ts";
import { type NodeType, nodeType } from "./node-table.ts";

/** Layers merged into one tree, lowest first, as the OCI image-spec says (layer.md, "Applying Changesets"):
 *  a folder over a folder merges, anything else replaces what is there with all that is below it; a whiteout hides
 *  what lower layers have, wherever in its layer it stands; of two entries of one path in one layer the later one wins.
 *
 *  A folder on the way that is a symlink is followed inside the root, as containerd does; one that is missing is made;
 *  anything else there gives way to a folder. */
export class ImageTree implements PlainTree {
	readonly #folders = new FolderNodes();
	readonly #contents: LayerContents[] = [];
	readonly #entries = new EntryCache(this.#folders, this.#contents);
	readonly #name: string;
	readonly #limits: InputLimits;
	readonly #budget: WorkBudget | undefined;
	#records = 0;
	#nameBytes = 0;
	#layer = 0;
	/** The folder of the latest record: the next one is mostly in the same. */
	#latest: { readonly path: string; readonly node: number } | undefined;

	/** `name` is what messages call the image. */
	constructor(name: string, limits: InputLimits, budget?: WorkBudget) {
		this.#name = name;
		this.#limits = limits;
		this.#budget = budget;
	}

	/** Starts the next layer. Files that follow are found in `contents`. */
	beginLayer(contents: LayerContents): void {
		this.#layer = this.#contents.push(contents) - 1;
	}

	/** Takes one record of the layer. Says what is wrong with it where it cannot be followed.
	 *  Errors: InputError `limit`. */
	apply(record: LayerRecord): string | undefined {
		this.#count(record);
		switch (record.kind) {
			case "directory":
				return this.#putFolder(record);
			case "whiteout":
				return this.#whiteout(record.path);
			case "opaque":
				return this.#emptyLower(this.#existing(record.path));
			case "link":
				return this.#putLink(record.path, record.target);
			case "special":
				return this.#put(record.path, this.#addNode(nodeType.special, record.mode, record.owner));
			case "symlink":
				return this.#putSymlink(record.path, record.target);
			case "file":
				return this.#putFile(record);
		}
	}

	/** The entry at a real path. */
	entryAt(realPath: string): TreeEntry | undefined {
		const node = this.#folders.at(realPath);
		return node === undefined ? undefined : this.#entries.entry(node, realPath);
	}

	readonly direct = (path: string): TreeEntry | undefined => (path.startsWith("/") ? this.entryAt(path) : undefined);

	/** Names in the folder at a real path. */
	namesIn(realPath: string): Iterable<string> {
		const node = this.#folders.at(realPath);
		return node === undefined ? [] : this.#folders.names(node);
	}

	/** Index of the layer that brought what is at a real path. */
	layerAt(realPath: string): number | undefined {
		const node = this.#folders.at(realPath);
		return node === undefined ? undefined : this.#folders.nodes.layer(node);
	}

	/** What the examiner made of the file at a real path when it passed. */
	examinedAt(realPath: string): ReturnType<LayerContents["examined"]> {
		const node = this.#folders.at(realPath);
		if (node === undefined) return { called: true };
		const { nodes } = this.#folders;
		return this.#contents[nodes.bearer(node)]?.examined(nodes.place(node)) ?? { called: true };
	}

	/** Every entry but the root, folder by folder, names in byte order. */
	*walk(): Generator<WalkedEntry> {
		const pending = ["/"];
		const nodes = [rootNode];
		for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
			const node = nodes.pop() ?? rootNode;
			if (node !== rootNode) yield { path, entry: this.#entries.entry(node, path) };
			if (!this.#folders.isFolder(node)) continue;
			for (const name of this.#folders.sortedNames(node).reverse()) {
				pending.push(childPath(path, name));
				nodes.push(this.#folders.child(node, name) ?? rootNode);
			}
		}
	}

	#count(record: LayerRecord): void {
		this.#records += 1;
		this.#nameBytes += record.path.length + ("target" in record ? record.target.length : 0);
		if (this.#records > this.#limits.entries) throw this.#beyond("entries", this.#limits.entries);
		if (this.#nameBytes > this.#limits.nameBytes) throw this.#beyond("nameBytes", this.#limits.nameBytes);
	}

	#beyond(limit: "entries" | "nameBytes", value: number): InputError {
		return new InputError("limit", this.#name, "file tree", `more than ${value} (limit ${limit})`);
	}

	#putFolder(record: LayerRecord & { readonly kind: "directory" | "special" }): undefined {
		const { path } = record;
		const { nodes } = this.#folders;
		const node = path === "/" ? rootNode : this.#folders.child(this.#folder(parentPath(path)), lastName(path));
		if (node !== undefined && this.#folders.isFolder(node)) nodes.touch(node, record, this.#layer);
		else this.#put(path, this.#addNode(nodeType.directory, record.mode, record.owner));
	}

	#putLink(path: string, target: string): string | undefined {
		const folder = this.#existing(parentPath(target));
		const node = folder === undefined ? undefined : this.#folders.child(folder, lastName(target));
		if (node === undefined) return `its hard link leads to ${target}, which is not there`;
		if (this.#folders.isFolder(node)) return `its hard link leads to ${target}, which is a folder`;
		const copy = this.#folders.nodes.copy(node, this.#layer);
		if (this.#folders.nodes.type(node) === nodeType.symlink) this.#folders.setTarget(copy, this.#folders.target(node));
		this.#put(path, copy);
		return undefined;
	}

	/** Enters a node, which replaces what has its name. */
	#put(path: string, node: number): undefined {
		const folder = this.#folder(parentPath(path));
		const name = lastName(path);
		const before = this.#folders.child(folder, name);
		if (before !== undefined) this.#forget(before);
		this.#folders.setChild(folder, name, node);
	}

	/** What the latest record's folder path leads to may change with a folder or symlink that goes. */
	#forget(node: number): void {
		const type = this.#folders.nodes.type(node);
		if (type === nodeType.directory || type === nodeType.symlink) this.#latest = undefined;
	}

	#putSymlink(path: string, target: string): undefined {
		const node = this.#addNode(nodeType.symlink, 0o777);
		this.#folders.setTarget(node, target);
		this.#put(path, node);
	}

	#putFile(record: FileRecord): undefined {
		const { path, nature, mode, owner, sizeBytes, place } = record;
		this.#put(path, this.#addNode(nodeType[nature], mode, owner, sizeBytes, place));
	}

	#addNode(type: NodeType, mode: number, owner?: Owner, sizeBytes = 0, place = -1): number {
		const layer = this.#layer;
		return this.#folders.nodes.add({ type, mode, owner, sizeBytes, place, bearer: layer, layer });
	}

	/** The folder at a path, made where it is missing. */
	#folder(path: string): number {
		if (this.#latest?.path === path) return this.#latest.node;
		let node = rootNode;
		for (let start = 1; start < path.length; ) {
			const slash = path.indexOf("/", start);
			const end = slash === -1 ? path.length : slash;
			node = this.#step(node, path.slice(start, end), path, end);
			start = end + 1;
		}
		this.#latest = { path, node };
		return node;
	}

	/** One name further; `path` up to `end` is where it leads. */
	#step(folder: number, name: string, path: string, end: number): number {
		const child = this.#folders.child(folder, name);
		if (child !== undefined && this.#folders.isFolder(child)) return child;
		const behind = child === undefined ? undefined : this.#behindSymlink(child, path.slice(0, end));
		if (behind !== undefined) return behind;
		const made = this.#addNode(nodeType.directory, 0o755);
		this.#folders.setChild(folder, name, made);
		return made;
	}

	#behindSymlink(node: number, path: string): number | undefined {
		return this.#folders.nodes.type(node) === nodeType.symlink ? this.#existing(path) : undefined;
	}

	/** The folder that a path leads to, symlinks followed; nothing where there is none.
	 *  Errors: InputError `limit` where the budget is spent. */
	#existing(path: string): number | undefined {
		if (this.#budget?.isSpent) throw new InputError("limit", this.#name, "file tree", this.#budget.reason());
		const { lookup } = resolvePath(this, path, true, (steps) => this.#budget?.charge("steps in paths", steps));
		return lookup.found && lookup.entry.type === "directory" ? this.#folders.at(lookup.realPath) : undefined;
	}

	#whiteout(path: string): undefined {
		const folder = this.#existing(parentPath(path));
		const node = folder === undefined ? undefined : this.#folders.child(folder, lastName(path));
		if (folder === undefined || node === undefined) return;
		this.#emptyLower(node);
		this.#removeLower(folder, lastName(path), node);
	}

	/** Removes what lower layers brought into a folder; what this layer brought stays, with the folders that hold it. */
	#emptyLower(top: number | undefined): undefined {
		if (top === undefined || !this.#folders.isFolder(top)) return;
		const visited: { folder: number; name: string; node: number }[] = [];
		const pending = [top];
		for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
			for (const name of this.#folders.names(folder)) {
				const node = this.#folders.child(folder, name) ?? rootNode;
				visited.push({ folder, name, node });
				if (this.#folders.isFolder(node)) pending.push(node);
			}
		}
		for (const { folder, name, node } of visited.reverse()) this.#removeLower(folder, name, node);
	}

	#removeLower(folder: number, name: string, node: number): void {
		const isLower = this.#folders.nodes.layer(node) < this.#layer;
		if (!isLower || !this.#folders.names(node).next().done) return;
		this.#forget(node);
		this.#folders.removeChild(folder, name);
	}
}
