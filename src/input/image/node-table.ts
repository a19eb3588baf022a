/** What a node is. Files are told apart by what they start with. */
export const nodeType = { directory: 0, symlink: 1, special: 2, plain: 3, elf: 4, script: 5, zip: 6 } as const;
export type NodeType = (typeof nodeType)[keyof typeof nodeType];

/** Facts of one node. */
export interface NodeFacts {
	readonly type: NodeType;
	readonly mode: number;
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
	#sizes = new Float64Array(1024);
	#places = new Float64Array(1024);
	#bearers = new Uint16Array(1024);
	#layers = new Uint16Array(1024);
	#length = 0;

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
	touch(node: number, mode: number, layer: number): void {
		this.#modes[node] = mode;
		this.#layers[node] = layer;
	}

	/** The same file under another name, brought by `layer`. */
	copy(node: number, layer: number): number {
		return this.add({
			type: this.#typeOf(node),
			mode: this.mode(node),
			sizeBytes: this.sizeBytes(node),
			place: this.place(node),
			bearer: this.bearer(node),
			layer,
		});
	}

	#typeOf(node: number): NodeType {
		return allTypes[this.type(node)] ?? nodeType.special;
	}

	#grow(): void {
		const length = Math.ceil(this.#types.length * 1.5);
		this.#types = widened(this.#types, new Uint8Array(length));
		this.#modes = widened(this.#modes, new Uint16Array(length));
		this.#sizes = widened(this.#sizes, new Float64Array(length));
		this.#places = widened(this.#places, new Float64Array(length));
		this.#bearers = widened(this.#bearers, new Uint16Array(length));
		this.#layers = widened(this.#layers, new Uint16Array(length));
	}
}

const allTypes: readonly NodeType[] = Object.values(nodeType);

function widened<Column extends Uint8Array | Uint16Array | Float64Array>(from: Column, to: Column): Column {
	to.set(from);
	return to;
}
