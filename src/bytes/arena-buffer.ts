/** Where the bytes of a file are in memory as a whole, while they are: the memory is used again for other files.
 *  Whoever looks in here keeps nothing of it, and looks again each time. */
export class ArenaBuffer {
	/** All bytes of the file, in order. */
	bytes: Buffer | undefined = undefined;
	/** The same bytes, to read numbers from. */
	numbers: DataView | undefined = undefined;
	readonly #load: () => Buffer | undefined;

	/** `load` brings the bytes into memory; it gives nothing where they are not to be there as a whole. */
	constructor(load: () => Buffer | undefined) {
		this.#load = load;
	}

	/** Brings the bytes into memory if they are not there and can be. */
	load(): void {
		if (this.bytes !== undefined) return;
		const bytes = this.#load();
		if (bytes === undefined) return;
		this.bytes = bytes;
		this.numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	}

	/** Their memory is given to another file. */
	leave(): void {
		this.bytes = undefined;
		this.numbers = undefined;
	}
}

/** Of a file that is never in memory as a whole. */
export const NO_BUFFER: ArenaBuffer = new ArenaBuffer(() => undefined);
