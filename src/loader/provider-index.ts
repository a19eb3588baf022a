import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { SymbolTable } from "../elf/elf-file.ts";
import { gnuHashOfText } from "../elf/gnu-hash.ts";

/** Fewer objects than this are asked one after the other. */
const FEW_OBJECTS = 8;
/** Questions asked of single objects before an index is worth its making. */
const MANY_QUESTIONS = 20_000;

/** Which of many objects may define a name. A loader asks them one after the other, so that the cost of a process grows
 *  with names times objects; once that was done often, the hashes of all their tables say where to look at all. */
export class ProviderIndex {
	readonly #everyone: readonly number[];
	readonly #tableAt: (object: number) => SymbolTable | undefined;
	#asked = 0;
	#byHash: ReadonlyMap<number, readonly number[]> | undefined;
	/** Objects whose names nobody lists. */
	#unlisted: readonly number[] = [];

	/** @param tableAt the symbols of an object; absent for one that has to be asked every time */
	constructor(objects: number, tableAt: (object: number) => SymbolTable | undefined) {
		this.#everyone = Array.from({ length: objects }, (_, object) => object);
		this.#tableAt = tableAt;
	}

	/** The objects that have to be asked for a name, in their order. */
	candidates(name: string): readonly number[] {
		if (this.#everyone.length < FEW_OBJECTS) return this.#everyone;
		if (this.#byHash === undefined) {
			this.#asked += this.#everyone.length;
			if (this.#asked < MANY_QUESTIONS) return this.#everyone;
		}
		const found = this.#index().get(gnuHashOfText(name) >>> 1) ?? [];
		if (this.#unlisted.length === 0) return found;
		return found.length === 0 ? this.#unlisted : [...found, ...this.#unlisted].sort((one, other) => one - other);
	}

	#index(): ReadonlyMap<number, readonly number[]> {
		if (this.#byHash !== undefined) return this.#byHash;
		const byHash = new Map<number, number[]>();
		this.#unlisted = this.#everyone.filter((object) => {
			const hashes = hashesOf(this.#tableAt(object));
			if (hashes !== undefined) for (const hash of hashes) note(byHash, hash >>> 1, object);
			return hashes === undefined;
		});
		this.#byHash = byHash;
		return byHash;
	}
}

function note(byHash: Map<number, number[]>, hash: number, object: number): void {
	const objects = byHash.get(hash);
	if (objects === undefined) byHash.set(hash, [object]);
	else if (objects.at(-1) !== object) objects.push(object);
}

/** A table that cannot be read is asked name by name: there the error counts. */
function hashesOf(table: SymbolTable | undefined): Uint32Array | undefined {
	try {
		return table?.nameHashes?.();
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}
