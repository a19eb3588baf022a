import type { ElfFile } from "../../src/elf/elf-file.ts";
import type { OpenedInput } from "../../src/source/opened-input.ts";
import type { FileContent, TreeEntry } from "../../src/tree/file-tree.ts";

/** Everything that a tree says, one line per entry, facts of ELF files in full. */
export function listing(input: Pick<OpenedInput, "walk">): string[] {
	return [...input.walk()].map(({ path, entry }) => `${JSON.stringify(path)} ${described(entry)}`);
}

/** As `listing`, with the layer that brought each path. */
export function layeredListing(input: Pick<OpenedInput, "walk" | "layerAt">): string[] {
	return [...input.walk()].map(
		({ path, entry }) => `${JSON.stringify(path)} ${described(entry)} @${input.layerAt(path)}`,
	);
}

function described(entry: TreeEntry): string {
	switch (entry.type) {
		case "symlink":
			return `-> ${entry.target}`;
		case "file":
			return `file ${entry.mode.toString(8)}${ownerOf(entry)} ${entry.sizeBytes} ${contentText(entry.content())}`;
		default:
			return `${entry.type} ${entry.mode.toString(8)}${ownerOf(entry)}`;
	}
}

function ownerOf(entry: TreeEntry): string {
	const owner = "owner" in entry ? entry.owner : undefined;
	return owner === undefined ? "" : ` ${owner.uid}:${owner.gid}`;
}

function contentText(content: FileContent): string {
	switch (content.kind) {
		case "elf":
			return `elf ${JSON.stringify(allFacts(content.elf), (_key, value) => (typeof value === "bigint" ? `0x${value.toString(16)}` : value))}`;
		case "script":
			return `script ${JSON.stringify([content.interpreter, content.argument])}`;
		case "malformed-elf":
			return content.error.code === "unreadable" ? "unreadable" : `malformed ${content.error.message}`;
		default:
			return content.kind;
	}
}

function allFacts(elf: ElfFile): unknown {
	const { dynamic, ...rest } = elf;
	if (dynamic === undefined) return { ...rest, notes: attempt(() => elf.notes) };
	const { symbols, ...facts } = dynamic;
	const all = attempt(() => Array.from({ length: symbols.length }, (_, index) => attempt(() => symbols.at(index))));
	const names = Array.isArray(all) ? all.flatMap((symbol) => (typeof symbol === "string" ? [] : [symbol.name])) : [];
	const found = names.map((name) => attempt(() => symbols.named(name)));
	return {
		...rest,
		notes: attempt(() => elf.notes),
		facts,
		relocations: attempt(() => dynamic.relocations),
		all,
		found,
	};
}

function attempt<T>(find: () => T): T | string {
	try {
		return find();
	} catch (error) {
		return String(error);
	}
}
