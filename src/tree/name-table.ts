const NONE = 0;

/** Names of entries in folders, each with a number, in columns and one pool of bytes: an image may have a million, and
 *  as strings in maps they took a hundred bytes each. */
export class NameTable {
	/** Open addressing: the number of an entry, counted from 1, at the first free slot behind its hash. */
	#slots: Uint32Array = new Uint32Array(4096);
	#folders: Uint32Array = new Uint32Array(1024);
	#values: Uint32Array = new Uint32Array(1024);
	/** The entry of the same folder that came before. */
	#previous: Uint32Array = new Uint32Array(1024);
	/** Where a name stands in the pool; names follow each other, so that the next one's start is its end. */
	#starts: Float64Array = new Float64Array(1025);
	#hashes: Uint32Array = new Uint32Array(1024);
	/** The latest entry of a folder. */
	#last: Uint32Array = new Uint32Array(1024);
	#pool = Buffer.allocUnsafeSlow(16_384);
	#poolBytes = 0;
	#count = 0;

	/** What stands under a name in a folder. */
	get(folder: number, name: string): number | undefined {
		const entry = this.#slots[this.#slotOf(folder, name, hashOf(folder, name))] ?? NONE;
		return entry === NONE ? undefined : this.#valueOf(entry);
	}

	/** Puts a value under a name; what was there is gone. */
	set(folder: number, name: string, value: number): void {
		const hash = hashOf(folder, name);
		const slot = this.#slotOf(folder, name, hash);
		const entry = this.#slots[slot] ?? NONE;
		if (entry === NONE) this.#slots[slot] = this.#add(folder, name, hash);
		this.#values[this.#slots[slot] ?? NONE] = value + 1;
		if (this.#count * 2 > this.#slots.length) this.#rehash();
	}

	/** Takes a name out of a folder. Its place stays, for another layer may bring it again. */
	delete(folder: number, name: string): void {
		const entry = this.#slots[this.#slotOf(folder, name, hashOf(folder, name))] ?? NONE;
		if (entry !== NONE) this.#values[entry] = NONE;
	}

	/** Names in a folder, the latest first. */
	*names(folder: number): Generator<string> {
		for (let entry = this.#last[folder] ?? NONE; entry !== NONE; entry = this.#previous[entry] ?? NONE) {
			if (this.#valueOf(entry) !== undefined) yield this.#nameOf(entry);
		}
	}

	#valueOf(entry: number): number | undefined {
		const value = this.#values[entry] ?? NONE;
		return value === NONE ? undefined : value - 1;
	}

	#nameOf(entry: number): string {
		const [start, end] = [this.#starts[entry] ?? 0, this.#starts[entry + 1] ?? 0];
		// The first byte says how the name is written.
		return this.#pool.toString(this.#pool[start] === WIDE ? "utf16le" : "latin1", start + 1, end);
	}

	/** The slot of a name, or the free one where it belongs. */
	#slotOf(folder: number, name: string, hash: number): number {
		const mask = this.#slots.length - 1;
		for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
			const entry = this.#slots[slot] ?? NONE;
			if (entry === NONE) return slot;
			if (this.#hashes[entry] === hash && this.#folders[entry] === folder && this.#isNamed(entry, name)) return slot;
		}
	}

	#isNamed(entry: number, name: string): boolean {
		const start = (this.#starts[entry] ?? 0) + 1;
		const bytes = (this.#starts[entry + 1] ?? 0) - start;
		const pool = this.#pool;
		if (pool[start - 1] === WIDE) return bytes === name.length * 2 && this.#nameOf(entry) === name;
		if (bytes !== name.length) return false;
		for (let index = 0; index < bytes; index += 1) if (pool[start + index] !== name.charCodeAt(index)) return false;
		return true;
	}

	/** Makes an entry without a value and gives its number. */
	#add(folder: number, name: string, hash: number): number {
		this.#makeRoom(folder, name);
		this.#count += 1;
		const entry = this.#count;
		this.#folders[entry] = folder;
		this.#hashes[entry] = hash;
		this.#previous[entry] = this.#last[folder] ?? NONE;
		this.#last[folder] = entry;
		this.#starts[entry] = this.#poolBytes;
		this.#write(name);
		this.#starts[entry + 1] = this.#poolBytes;
		return entry;
	}

	#write(name: string): void {
		const start = this.#poolBytes;
		const isWide = /[^\0-\xff]/.test(name);
		this.#pool[start] = isWide ? WIDE : NARROW;
		this.#poolBytes = start + 1 + this.#pool.write(name, start + 1, isWide ? "utf16le" : "latin1");
	}

	#makeRoom(folder: number, name: string): void {
		if (this.#count + 1 >= this.#folders.length) this.#widen(Math.ceil(this.#folders.length * 1.5));
		if (folder >= this.#last.length) this.#last = widened(this.#last, Math.ceil((folder + 1) * 1.5));
		const needed = this.#poolBytes + 1 + 2 * name.length;
		if (needed <= this.#pool.length) return;
		const pool = Buffer.allocUnsafeSlow(Math.ceil(needed * 1.5));
		this.#pool.copy(pool, 0, 0, this.#poolBytes);
		this.#pool = pool;
	}

	#widen(length: number): void {
		this.#folders = widened(this.#folders, length);
		this.#hashes = widened(this.#hashes, length);
		this.#values = widened(this.#values, length);
		this.#previous = widened(this.#previous, length);
		const starts = new Float64Array(length + 1);
		starts.set(this.#starts);
		this.#starts = starts;
	}

	#rehash(): void {
		const slots = new Uint32Array(this.#slots.length * 2);
		const mask = slots.length - 1;
		for (let entry = 1; entry <= this.#count; entry += 1) {
			let slot = (this.#hashes[entry] ?? 0) & mask;
			while (slots[slot] !== NONE) slot = (slot + 1) & mask;
			slots[slot] = entry;
		}
		this.#slots = slots;
	}
}

const NARROW = 0;
const WIDE = 1;

/** Unknown to whoever makes an archive: names that all meet in one slot cannot be made up in advance. */
const seed = (Math.random() * 0x1_0000_0000) >>> 0;

/** Over the folder and the name's UTF-16 code units. */
function hashOf(folder: number, name: string): number {
	let hash = Math.imul(seed ^ folder, 0x5bd1e995);
	for (let index = 0; index < name.length; index += 1) {
		hash = Math.imul((hash ^ (hash >>> 15)) + name.charCodeAt(index), 0x5bd1e995);
	}
	return (hash ^ (hash >>> 13)) >>> 0;
}

function widened(from: Uint32Array, length: number): Uint32Array {
	const to = new Uint32Array(length);
	to.set(from);
	return to;
}
