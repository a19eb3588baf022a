import { UsageError } from "../policy/usage-error.ts";
import type { FileEntry, FileTree, TreeEntry } from "../tree/file-tree.ts";
import { memoryTree } from "../tree/memory-tree.ts";
import { compareNames } from "../tree/path-name.ts";
import { childPath, parentPath } from "../tree/path-resolution.ts";

/** One entry of the image that is put together. */
export interface PackedEntry {
	/** Real path. */
	readonly path: string;
	readonly entry: TreeEntry;
	/** Why it is there: `needed by /usr/bin/curl`, `package curl`. */
	readonly reason: string;
}

/** Symlinks followed in one walk (MAXSYMLINKS of Linux). */
const MOST_SYMLINKS = 40;
/** Entries of one image; more is a mistake in what was asked for. */
const MOST_ENTRIES = 200_000;

const SET_ID = 0o6000;

/** The files of an image that is put together out of another root, each with the reason for it. */
export class PackContents {
	readonly #builder: FileTree;
	readonly #entries = new Map<string, PackedEntry>();

	/** `builder`: the root from which everything comes. */
	constructor(builder: FileTree) {
		this.#builder = builder;
	}

	/** Everything, folders before what is in them, by path. */
	get entries(): readonly PackedEntry[] {
		return [...this.#entries.values()].sort((one, other) => compareNames(one.path, other.path));
	}

	/** Takes what a path leads to, with every symlink on the way. Returns its real path; nothing where the builder has
	 *  nothing there. Errors: UsageError for more files than an image of this kind can have. */
	add(path: string, reason: string): string | undefined {
		const pending = path.split("/").reverse();
		const steps: PackedEntry[] = [];
		let here = "/";
		let symlinks = 0;
		for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
			if (name === "" || name === ".") continue;
			if (name === "..") {
				here = parentPath(here);
				continue;
			}
			const next = childPath(here, name);
			const entry = this.#builder.entry(next);
			if (entry === undefined) return undefined;
			steps.push({ path: next, entry, reason });
			if (entry.type !== "symlink") {
				here = next;
				continue;
			}
			symlinks += 1;
			if (symlinks > MOST_SYMLINKS) return undefined;
			if (entry.target.startsWith("/")) here = "/";
			pending.push(...entry.target.split("/").reverse());
		}
		for (const step of steps) this.#enter(step);
		return here;
	}

	/** Takes a folder with all that is below it; files that `accepts` refuses are left out. Returns the real paths of its
	 *  files, and of what its links lead to. */
	addFolder(folder: string, reason: string, accepts: (path: string) => boolean = () => true): readonly string[] {
		const top = this.add(folder, reason);
		if (top === undefined) return [];
		const files: string[] = [];
		const pending = [top];
		for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
			const entry = this.#builder.entry(path);
			if (entry?.type === "directory")
				pending.push(...this.#builder.list(path).map((name) => childPath(path ?? "/", name)));
			else if (entry === undefined || !accepts(path)) continue;
			const real = this.add(path, reason);
			if (real !== undefined && entry?.type !== "directory") files.push(real);
		}
		return files;
	}

	/** Puts an entry that the builder does not have, or has otherwise. */
	put(path: string, entry: TreeEntry, reason: string): void {
		const parent = parentPath(path);
		if (parent !== "/" && this.add(parent, reason) === undefined)
			this.put(parent, { type: "directory", mode: 0o755 }, reason);
		this.#entries.set(path, { path, entry, reason });
	}

	has(realPath: string): boolean {
		return this.#entries.has(realPath);
	}

	/** The image's own root. */
	tree(): FileTree {
		return memoryTree(this.entries.map(({ path, entry }) => [path, entry] as const));
	}

	#enter(step: PackedEntry): void {
		if (this.#entries.has(step.path)) return;
		if (step.entry.type === "special") return;
		if (this.#entries.size >= MOST_ENTRIES) throw new UsageError(`more than ${MOST_ENTRIES} files to pack`);
		this.#entries.set(step.path, { ...step, entry: withoutSetId(step.entry) });
	}
}

/** An image of one program has nobody to become. */
function withoutSetId(entry: TreeEntry): TreeEntry {
	if (entry.type !== "file" || (entry.mode & SET_ID) === 0) return entry;
	return withMode(entry, entry.mode & ~SET_ID);
}

function withMode(entry: FileEntry, mode: number): FileEntry {
	return { ...entry, mode, content: () => entry.content(), bytes: () => entry.bytes() };
}
