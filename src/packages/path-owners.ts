import { NameTable } from "../tree/name-table.ts";

/** The folder that every path starts in. An absolute path goes on in the folder without a name below it. */
const START = 0;
const NOBODY = 0;

/** Owners of files by path. Databases list hundreds of thousands of paths: in a map of strings each takes a hundred
 *  bytes and more, and keeps the text alive that it was cut from. Paths are compared as they are written. */
export class PathOwners {
	readonly #names = new NameTable();
	/** By number of a path, be it only a folder on the way: that of its owner. */
	#owners = new Uint32Array(1024);
	#length = START + 1;
	readonly #ownerNames = [""];
	readonly #ownerNumbers = new Map<string, number>();
	/** The folder asked about last: the next path is mostly in the same. */
	#latest: { readonly folder: string; readonly number: number | undefined } = { folder: "", number: undefined };

	get isEmpty(): boolean {
		return this.#ownerNumbers.size === 0;
	}

	/** Owner of a path. */
	get(path: string): string | undefined {
		const slash = path.lastIndexOf("/");
		const folder = slash === -1 ? START : this.#folder(path.slice(0, slash));
		const number = folder === undefined ? undefined : this.#names.get(folder, path.slice(slash + 1));
		return number === undefined ? undefined : this.#ownerOf(number);
	}

	/** Says whose a path is; the last one to be named has it. */
	set(path: string, owner: string): void {
		const slash = path.lastIndexOf("/");
		const folder = slash === -1 ? START : this.#madeFolder(path.slice(0, slash));
		const number = this.#made(folder, path.slice(slash + 1));
		this.#owners[number] = this.#ownerNumber(owner);
	}

	/** All paths that have an owner, in no order. */
	*[Symbol.iterator](): Generator<readonly [path: string, owner: string]> {
		const folders = [{ number: START, prefix: "" }];
		for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
			const { number: folder, prefix } = next;
			for (const name of this.#names.names(folder)) {
				const number = this.#names.get(folder, name) ?? START;
				const owner = this.#ownerOf(number);
				if (owner !== undefined) yield [prefix + name, owner];
				folders.push({ number, prefix: `${prefix}${name}/` });
			}
		}
	}

	#ownerOf(number: number): string | undefined {
		const owner = this.#owners[number] ?? NOBODY;
		return owner === NOBODY ? undefined : this.#ownerNames[owner];
	}

	#folder(path: string): number | undefined {
		if (this.#latest.number !== undefined && this.#latest.folder === path) return this.#latest.number;
		let number: number | undefined = START;
		for (let start = 0; start <= path.length && number !== undefined; ) {
			const end = endOfName(path, start);
			number = this.#names.get(number, path.slice(start, end));
			start = end + 1;
		}
		this.#latest = { folder: path, number };
		return number;
	}

	#madeFolder(path: string): number {
		const known = this.#folder(path);
		if (known !== undefined) return known;
		let number = START;
		for (let start = 0; start <= path.length; ) {
			const end = endOfName(path, start);
			number = this.#made(number, path.slice(start, end));
			start = end + 1;
		}
		this.#latest = { folder: path, number };
		return number;
	}

	#made(folder: number, name: string): number {
		const known = this.#names.get(folder, name);
		if (known !== undefined) return known;
		const number = this.#length;
		this.#length += 1;
		if (number === this.#owners.length) {
			const wider = new Uint32Array(Math.ceil(number * 1.5));
			wider.set(this.#owners);
			this.#owners = wider;
		}
		this.#names.set(folder, name, number);
		return number;
	}

	#ownerNumber(owner: string): number {
		const known = this.#ownerNumbers.get(owner) ?? this.#ownerNames.push(owner) - 1;
		this.#ownerNumbers.set(owner, known);
		return known;
	}
}

function endOfName(path: string, start: number): number {
	const slash = path.indexOf("/", start);
	return slash === -1 ? path.length : slash;
}
