import type { Owner } from "../../tree/file-tree.ts";

/** What a node is. Files are told apart by what they start with. */
export const nodeType = { directory: 0, symlink: 1, special: 2, plain: 3, elf: 4, script: 5, zip: 6 } as const;
export type NodeType = (typeof nodeType)[keyof typeof nodeType];

/** Facts of one node. */
export interface NodeFacts {
	readonly type: NodeType;
	readonly mode: number;
	/** Absent: root's. */
	readonly owner?: Owner | undefined;
	readonly sizeBytes: number;
	readonly place: number;
	/** Layer whose contents hold the bytes. */
	readonly bearer: number;
	/** Layer that brought the path. */
	readonly layer: number;
}

/** Entries of a tree in columns: an image may have a million, and as objects they would not fit. */
export class NodeTable {
	#types = new Uint8Array(1024);
	#modes = new Uint16Array(1024);
	/** Numbers of owners. */
	#owners = new Uint32Array(1024);
	#sizes = new Float64Array(1024);
	#places = new Float64Array(1024);
	#bearers = new Uint16Array(1024);
	#layers = new Uint16Array(1024);
	#length = 0;
	/** Every owner that was met; the first is root. */
	readonly #knownOwners: (Owner | undefined)[] = [undefined];
	readonly #ownerNumbers = new Map<string, number>();

	/** Number of nodes ever made. */
	get length(): number {
		return this.#length;
	}

	/** Makes a node and gives its number. */
	add(facts: NodeFacts): number {
		if (this.#length === this.#types.length) this.#grow();
		const node = this.#length;
		this.#length += 1;
		this.#types[node] = facts.type;
		this.#modes[node] = facts.mode;
		this.#owners[node] = this.#ownerNumber(facts.owner);
		this.#sizes[node] = facts.sizeBytes;
		this.#places[node] = facts.place;
		this.#bearers[node] = facts.bearer;
		this.#layers[node] = facts.layer;
		return node;
	}

	type(node: number): number {
		return this.#types[node] ?? nodeType.special;
	}

	mode(node: number): number {
		return this.#modes[node] ?? 0;
	}

	/** The owner, where it is not root. */
	owner(node: number): Owner | undefined {
		return this.#knownOwners[this.#owners[node] ?? 0];
	}

	sizeBytes(node: number): number {
		return this.#sizes[node] ?? 0;
	}

	place(node: number): number {
		return this.#places[node] ?? -1;
	}

	bearer(node: number): number {
		return this.#bearers[node] ?? 0;
	}

	layer(node: number): number {
		return this.#layers[node] ?? 0;
	}

	/** A later layer names a folder again. */
	touch(node: number, { mode, owner }: Pick<NodeFacts, "mode" | "owner">, layer: number): void {
		this.#modes[node] = mode;
		this.#owners[node] = this.#ownerNumber(owner);
		this.#layers[node] = layer;
	}

	/** The same file under another name, brought by `layer`. */
	copy(node: number, layer: number): number {
		return this.add({
			type: this.#typeOf(node),
			mode: this.mode(node),
			owner: this.owner(node),
			sizeBytes: this.sizeBytes(node),
			place: this.place(node),
			bearer: this.bearer(node),
			layer,
		});
	}

	/** Few users own an image's many files. */
	#ownerNumber(owner: Owner | undefined): number {
		if (owner === undefined) return 0;
		const key = `${owner.uid}:${owner.gid}`;
		const known = this.#ownerNumbers.get(key) ?? this.#knownOwners.push(owner) - 1;
		this.#ownerNumbers.set(key, known);
		return known;
	}

	#typeOf(node: number): NodeType {
		return allTypes[this.type(node)] ?? nodeType.special;
	}

	#grow(): void {
		const length = Math.ceil(this.#types.length * 1.5);
		this.#types = widened(this.#types, new Uint8Array(length));
		this.#modes = widened(this.#modes, new Uint16Array(length));
		this.#owners = widened(this.#owners, new Uint32Array(length));
		this.#sizes = widened(this.#sizes, new Float64Array(length));
		this.#places = widened(this.#places, new Float64Array(length));
		this.#bearers = widened(this.#bearers, new Uint16Array(length));
		this.#layers = widened(this.#layers, new Uint16Array(length));
	}
}

const allTypes: readonly NodeType[] = Object.values(nodeType);

function widened<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
	from: Column,
	to: Column,
): Column {
	to.set(from);
	return to;
}
