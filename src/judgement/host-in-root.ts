import type { ElfFile } from "../elf/elf-file.ts";
import { lazy } from "../elf/lazy.ts";
import { loadSubject } from "../loader/load-subject.ts";
import { hostSearch } from "../program/host-programs.ts";
import { tolerant } from "../program/tolerant.ts";
import type { FileTree } from "../tree/file-tree.ts";
import type { Placement } from "./judge.ts";

/** What the host programs of a root export, their libraries included. */
interface RootHost {
	readonly objects: readonly ElfFile[];
}

const known = new WeakMap<FileTree, Map<string, RootHost | undefined>>();

/** Whether the hosts of a plug-in that stand in the root bring a name; absent where none does, and patterns have to answer.
 *  Other plug-ins beside it may bring names, too: they are loaded before it where it is made for that. */
export function hostInRoot(
	host: string,
	plugin: string,
	placement: Placement,
): ((symbol: string) => boolean) | undefined {
	const found = rootHost(host, plugin, placement);
	if (found === undefined) return undefined;
	const beside = lazy(() => siblings(plugin, placement.root));
	const bring = (files: readonly ElfFile[], symbol: string) => files.some((elf) => defines(elf, symbol));
	return (symbol) => bring(found.objects, symbol) || bring(beside(), symbol);
}

function rootHost(host: string, plugin: string, placement: Placement): RootHost | undefined {
	const search = hostSearch(host, plugin);
	if (search === undefined) return undefined;
	const hosts = known.get(placement.root) ?? new Map<string, RootHost | undefined>();
	known.set(placement.root, hosts);
	const key = search.paths.join("\n");
	if (!hosts.has(key)) hosts.set(key, findHost(search.paths, search.proof, placement));
	return hosts.get(key);
}

function findHost(paths: readonly string[], proof: string, placement: Placement): RootHost | undefined {
	const real = new Map<string, string>();
	for (const path of paths) {
		const lookup = placement.root.lookup(path);
		if (lookup.found && lookup.entry.type === "file" && !real.has(lookup.realPath)) real.set(lookup.realPath, path);
	}
	const hosts = [...real.values()].flatMap((path) => {
		const objects = objectsOf(path, placement);
		return objects.some((elf) => defines(elf, proof)) ? [objects] : [];
	});
	return hosts.length === 0 ? undefined : { objects: [...new Set(hosts.flat())] };
}

/** A program with all that its loader finds; a library (a server's module that is a host itself) alone. */
function objectsOf(path: string, { root, libcAt, budget, target }: Placement): readonly ElfFile[] {
	const lookup = root.lookup(path);
	const content = lookup.found && lookup.entry.type === "file" ? lookup.entry.content() : undefined;
	if (content?.kind !== "elf") return [];
	if (content.elf.interpreter === undefined) return [content.elf];
	const { objects } = loadSubject({ path, mode: "exec", root, libcAt, budget, machine: target.machine });
	return objects.flatMap(({ elf }) => (elf === undefined ? [] : [elf]));
}

/** Files of one folder that are looked at. */
const MOST_SIBLINGS = 512;

function siblings(plugin: string, root: FileTree): readonly ElfFile[] {
	const folder = plugin.slice(0, plugin.lastIndexOf("/"));
	return root
		.list(folder === "" ? "/" : folder)
		.slice(0, MOST_SIBLINGS)
		.filter((name) => name.includes(".so") && `${folder}/${name}` !== plugin)
		.flatMap((name) => {
			const lookup = root.lookup(`${folder}/${name}`);
			const content = lookup.found && lookup.entry.type === "file" ? lookup.entry.content() : undefined;
			return content?.kind === "elf" ? [content.elf] : [];
		});
}

function defines({ dynamic }: ElfFile, symbol: string): boolean {
	return tolerant(() => dynamic?.symbols.named(symbol))?.some(({ sectionIndex }) => sectionIndex !== 0) === true;
}
