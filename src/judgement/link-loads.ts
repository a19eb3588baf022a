import type { ElfFile } from "../elf/elf-file.ts";
import type { Load } from "../loader/load.ts";
import type { FileEntry, FileTree } from "../tree/file-tree.ts";
import { lastName, parentPath } from "../tree/path-resolution.ts";
import { type JudgedFile, type LoadIn, loadsOf, placementKey, rememberedByPlacement } from "./judge.ts";

/** Loads of files of which many may be links of one: busybox and Git have hundreds.
 *
 *  Links of a program in one folder, with names of one length, meet the same: the same $ORIGIN, the same modes, the same
 *  room in a loader's messages. The first two are loaded each; where the second one's load is the first one's but for the
 *  name, so are the others'. A link whose name occurs in the first one's load is loaded by itself, and so are libraries,
 *  which loaders know by their names, and what an image starts, which is called by its command line's word. */
export function linkLoads(): (file: JudgedFile) => LoadIn {
	const known = new WeakMap<ElfFile, Map<string, LinkGroup>>();
	return (file) => {
		const { elf, kind, path, calledAs } = file;
		const own = loadsOf(file);
		if (calledAs !== undefined || elf === undefined || kind !== "executable" || !path.startsWith("/")) return own;
		const groups = known.get(elf) ?? new Map<string, LinkGroup>();
		known.set(elf, groups);
		const key = `${parentPath(path)}\n${Buffer.byteLength(lastName(path))}`;
		const group = groups.get(key);
		if (group !== undefined && group.path !== path) return rememberedByPlacement(sharedLoad(group, path, own));
		groups.set(key, { path, elf, loadIn: own, patterns: new Map() });
		return own;
	};
}

/** Links that may load alike. */
interface LinkGroup {
	/** The first one's. */
	readonly path: string;
	readonly elf: ElfFile;
	readonly loadIn: LoadIn;
	/** By place, what the others' loads are made of; `undefined` where a second one's was not the same. */
	readonly patterns: Map<string, Pattern | undefined>;
}

/** The first link's load. */
interface Pattern {
	readonly load: Load;
	readonly text: string;
}

function sharedLoad(group: LinkGroup, path: string, own: LoadIn): LoadIn {
	return (placement) => {
		const key = placementKey(placement);
		if (!areOneFile(group, path, placement.root)) return own(placement);
		if (!group.patterns.has(key)) {
			group.patterns.set(key, provenPattern(group.loadIn(placement), group.path, own(placement), path));
			return own(placement);
		}
		const pattern = group.patterns.get(key);
		if (pattern === undefined || pattern.text.includes(inText(lastName(path)))) return own(placement);
		return loadOf(renamed(pattern.text, group.path, path), pattern.load);
	};
}

/** Whether two paths of a root are still links of the file: another base may have its own under one of the names. */
function areOneFile({ path: first, elf }: LinkGroup, path: string, root: FileTree): boolean {
	const one = fileAt(root, first);
	const other = fileAt(root, path);
	if (one === undefined || other === undefined || one.mode !== other.mode) return false;
	const isOwned = one.owner?.uid === other.owner?.uid && one.owner?.gid === other.owner?.gid;
	return isOwned && [one, other].every((entry) => holds(entry, elf));
}

function fileAt(root: FileTree, path: string): FileEntry | undefined {
	const found = root.lookup(path);
	return found.found && found.realPath === path && found.entry.type === "file" ? found.entry : undefined;
}

function holds(entry: FileEntry, elf: ElfFile): boolean {
	const content = entry.content();
	return content.kind === "elf" && content.elf === elf;
}

function provenPattern(first: Load, firstPath: string, second: Load, secondPath: string): Pattern | undefined {
	const text = textOf(first);
	return renamed(text, firstPath, secondPath) === textOf(second) ? { load: first, text } : undefined;
}

/** What a load refers to, and no part of what it says. */
const REFERENCES: ReadonlySet<string> = new Set(["elf", "libc"]);

function textOf(load: Load): string {
	return JSON.stringify(load, (key, value: unknown) => (REFERENCES.has(key) ? undefined : value));
}

function inText(name: string): string {
	return JSON.stringify(name).slice(1, -1);
}

/** The text with another path, wherever the first one stands for itself and not in a longer path. */
function renamed(text: string, from: string, to: string): string {
	const literally = inText(from).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
	const alone = new RegExp(`(?<![^\\s:;,='"\`()])${literally}(?![^\\s:;,='"\`()])`, "g");
	return text.replace(alone, () => inText(to));
}

/** What a text says, with what the pattern refers to. */
function loadOf(text: string, { objects, interpreter }: Load): Load {
	const load: Load = JSON.parse(text);
	return {
		...load,
		objects: load.objects.map((object, index) => {
			const elf = objects[index]?.elf;
			return elf === undefined ? object : { ...object, elf };
		}),
		...(interpreter === undefined ? {} : { interpreter }),
	};
}
