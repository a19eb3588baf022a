import type { ElfFile } from "../../elf/elf-file.ts";
import type { FileTree } from "../../tree/file-tree.ts";
import { descriptionText, type TargetDescription } from "../target-description.ts";
import { BlobWriter, Encoder } from "./blob-writer.ts";
import { FORMAT_VERSION, HEADER_BYTES, MAGIC, SECTION_AT } from "./format.ts";
import { isSearchedFolder } from "./library-folders.ts";
import type { ProfileSink } from "./part-writer.ts";
import { numbers, StringPool } from "./string-pool.ts";
import { type WrittenElf, writeTree } from "./tree-writer.ts";

/** A target to be stored. */
export interface StoredTarget {
	readonly description: TargetDescription;
	readonly tree: FileTree;
	/** The same key for files of the same bytes, over all targets: they are looked into once. */
	readonly bytesKey?: (path: string) => string;
}

/** Collects targets into one profile. Order matters for size only: names of related libraries lie best together. */
export class ProfileWriter {
	readonly #sink: ProfileSink = { blobs: new BlobWriter(), strings: new StringPool() };
	readonly #targets: (readonly [name: number, arch: number, root: number, description: number, libraries: number])[] =
		[];
	readonly #names = new Map<number, number>();
	readonly #knownBytes = new Map<string, number>();

	/** Writes all facts of a target.
	 *  Errors: ProfileError "too-large"; whatever the tree throws. */
	add({ description, tree, bytesKey }: StoredTarget): void {
		const { strings, blobs } = this.#sink;
		const name = strings.id(description.name);
		const { root, elfFiles } = writeTree(this.#sink, tree, bytesKey && { keyOf: bytesKey, known: this.#knownBytes });
		const text = blobs.blob(new Encoder().bytes(Buffer.from(descriptionText(description))));
		this.#targets.push([name, strings.id(description.arch), root, text, this.#writeLibraries(elfFiles)]);
		for (const alias of [description.name, ...description.aliases]) this.#names.set(strings.id(alias), name);
	}

	/** The bytes of the file. */
	finish(): Buffer {
		const { strings, blobs } = this.#sink;
		const targets = [...this.#targets].sort((left, right) => left[0] - right[0] || left[1] - right[1]);
		const names = [...this.#names].sort((left, right) => left[0] - right[0]);
		const sections = {
			targets: [blobs.append(numbers(targets.flat())), targets.length],
			names: [blobs.append(numbers(names.flat())), names.length],
			...strings.write(blobs),
		} as const;
		const header = Buffer.alloc(HEADER_BYTES);
		header.write(MAGIC, 0, "latin1");
		header.writeUInt32LE(FORMAT_VERSION, 8);
		header.writeUInt32LE(blobs.length, 12);
		for (const name of ["offsets", "bytes", "hash", "targets", "names"] as const) {
			header.writeUInt32LE(sections[name][0], SECTION_AT[name]);
			header.writeUInt32LE(sections[name][1], SECTION_AT[name] + 4);
		}
		return blobs.finish(header);
	}

	/** The libraries that a search by name can meet, so that "who provides this symbol" need not walk the tree. */
	#writeLibraries(elfFiles: readonly WrittenElf[]): number {
		const libraries = elfFiles.filter(({ path, elf }) => isSearchedFolder(path) && isLibrary(elf));
		const list = new Encoder();
		list.list(libraries, ({ path, offset }) => list.varint(this.#sink.strings.id(path)).u32(offset));
		return this.#sink.blobs.blob(list);
	}
}

const ET_DYN = 3;

function isLibrary({ type, dynamic }: ElfFile): boolean {
	return type === ET_DYN && dynamic?.soname !== undefined;
}
