import type { ElfFile } from "../elf/elf-file.ts";

/** An ELF file among those that may be judged. */
export interface Candidate extends Pick<ElfFile, "machine" | "class"> {
	readonly path: string;
	/** DT_NEEDED. */
	readonly needed: readonly string[];
	/** Names under which DT_NEEDED may ask for it: its file name, its SONAME, links that lead to it. */
	readonly names: readonly string[];
	/** Nothing loads it in order to run something else: a program. */
	readonly isProgram: boolean;
}

/** For each library that another file of the input loads: the first root found that loads it. Both by path.
 *
 *  Programs load first, then libraries that nobody needs (plug-ins, and libraries of a package that is only that), each
 *  with everything that it needs by name, directly or through others. What is left needs each other in a circle; of
 *  those, the first by path counts as nobody's, and so on. A library is never the reason for itself.
 *
 *  Names are compared without folders: the search itself is the loader model's affair, and a library that is there but
 *  not found is then missing in the file that needs it. */
export function loadedLibraries(candidates: readonly Candidate[]): ReadonlyMap<string, string> {
	const byName = indexByName(candidates);
	const neededBySomeone = new Set(candidates.flatMap((candidate) => [...needed(candidate, byName)]));
	const loadedBy = new Map<string, string>();
	const roots = candidates.filter((candidate) => candidate.isProgram || !neededBySomeone.has(candidate));
	const reached = new Set<Candidate>();
	for (const root of [...roots, ...candidates]) {
		if (reached.has(root)) continue;
		reached.add(root);
		spread(root, byName, reached, loadedBy);
	}
	return loadedBy;
}

function spread(
	root: Candidate,
	byName: ReadonlyMap<string, readonly Candidate[]>,
	reached: Set<Candidate>,
	loadedBy: Map<string, string>,
): void {
	const pending = [root];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		for (const library of needed(next, byName)) {
			if (library.isProgram || reached.has(library)) continue;
			reached.add(library);
			loadedBy.set(library.path, root.path);
			pending.push(library);
		}
	}
}

function* needed(candidate: Candidate, byName: ReadonlyMap<string, readonly Candidate[]>): Generator<Candidate> {
	for (const name of candidate.needed) {
		for (const library of byName.get(name.slice(name.lastIndexOf("/") + 1)) ?? []) {
			if (library !== candidate && isSameKind(library, candidate)) yield library;
		}
	}
}

/** Loaders pass over files for another machine. */
function isSameKind(one: Candidate, other: Candidate): boolean {
	return one.machine === other.machine && one.class === other.class;
}

function indexByName(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
	const index = new Map<string, Candidate[]>();
	for (const candidate of candidates) {
		for (const name of new Set(candidate.names)) {
			const bearers = index.get(name);
			if (bearers === undefined) index.set(name, [candidate]);
			else bearers.push(candidate);
		}
	}
	return index;
}
