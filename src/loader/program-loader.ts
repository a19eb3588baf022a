import type { ElfFile } from "../elf/elf-file.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { childPath } from "../tree/path-resolution.ts";
import type { LoadRequest } from "./load.ts";
import type { LoaderStart } from "./loader-model.ts";

/** What has to be the same for a program to open a file. */
export type ProgramMachine = Pick<ElfFile, "machine" | "class" | "endianness">;

/** Where programs stand. */
const PROGRAM_FOLDERS = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/app", "/app/bin"] as const;
/** Folders of packages, each with a `bin`: Nix, Guix, what is installed by hand. */
const PACKAGE_FOLDERS = ["/nix/store", "/gnu/store", "/opt"] as const;
/** Files that are looked at. Most programs of a root name the same loader: the first is enough. */
const MOST_FILES = 1024;

const known = new WeakMap<FileTree, Map<string, LoaderStart["interpreter"] | undefined>>();

/** The loader by which a program of the root starts, wherever it stands: where no loader is in its usual place
 *  (Nix, TinyCore), or where none that is known is. Absent where no such program is found. Found out once for a root.
 *  Errors: ElfFormatError from the facts' lazy parts. */
export function programLoader(request: LoadRequest, machine: ProgramMachine): LoaderStart["interpreter"] | undefined {
	const loaders = known.get(request.root) ?? new Map<string, LoaderStart["interpreter"] | undefined>();
	known.set(request.root, loaders);
	const key = `${machine.machine} ${machine.class} ${machine.endianness}`;
	if (!loaders.has(key)) loaders.set(key, findLoader(request, machine));
	return loaders.get(key);
}

function findLoader(request: LoadRequest, machine: ProgramMachine): LoaderStart["interpreter"] | undefined {
	for (const program of programs(request.root)) {
		const path = program.interpreter;
		if (path === undefined || !isSameMachine(program, machine)) continue;
		const loader = elfAt(request.root, path);
		if (loader === undefined || !isSameMachine(loader.elf, machine)) continue;
		const { realPath, elf } = loader;
		return { path, realPath, elf, libc: request.libcAt(realPath) };
	}
	return undefined;
}

function isSameMachine(elf: ProgramMachine, { machine, class: elfClass, endianness }: ProgramMachine): boolean {
	return elf.machine === machine && elf.class === elfClass && elf.endianness === endianness;
}

/** The executable ELF files in the usual folders, each once. */
function* programs(root: FileTree): Generator<ElfFile> {
	const seen = new Set<ElfFile>();
	let looked = 0;
	for (const folder of programFolders(root)) {
		for (const name of root.list(folder)) {
			looked += 1;
			if (looked > MOST_FILES) return;
			const file = elfAt(root, childPath(folder, name));
			if (file === undefined || (file.mode & 0o111) === 0 || seen.has(file.elf)) continue;
			seen.add(file.elf);
			yield file.elf;
		}
	}
}

function* programFolders(root: FileTree): Generator<string> {
	yield* PROGRAM_FOLDERS;
	for (const folder of PACKAGE_FOLDERS) {
		for (const name of root.list(folder)) yield childPath(childPath(folder, name), "bin");
	}
}

function elfAt(root: FileTree, path: string) {
	const found = root.lookup(path);
	const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
	if (!found.found || content?.kind !== "elf") return undefined;
	const { mode } = found.entry;
	return { realPath: found.realPath, elf: content.elf, mode };
}
