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
	const bearers = bearersByName(candidates);
	const needers = needersByName(candidates);
	const isNeeded = (candidate: Candidate): boolean =>
		candidate.names.some((name) => {
			const needer = needers.get(keyOf(name, candidate));
			return needer !== undefined && needer !== candidate;
		});
	const roots = candidates.filter((candidate) => candidate.isProgram || !isNeeded(candidate));
	const spreading: Spreading = { bearers, asked: new Set(), reached: new Set(), loadedBy: new Map() };
	for (const root of [...roots, ...candidates]) {
		if (spreading.reached.has(root)) continue;
		spreading.reached.add(root);
		spread(root, spreading);
	}
	return spreading.loadedBy;
}

interface Spreading {
	readonly bearers: ReadonlyMap<string, readonly Candidate[]>;
	/** Names whose bearers are all reached: thousands of files may need what thousands are called. */
	readonly asked: Set<string>;
	readonly reached: Set<Candidate>;
	readonly loadedBy: Map<string, string>;
}

function spread(root: Candidate, { bearers, asked, reached, loadedBy }: Spreading): void {
	const pending = [root];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		for (const name of next.needed) {
			const key = keyOf(name, next);
			if (asked.has(key)) continue;
			asked.add(key);
			for (const library of bearers.get(key) ?? []) {
				if (library.isProgram || reached.has(library)) continue;
				reached.add(library);
				loadedBy.set(library.path, root.path);
				pending.push(library);
			}
		}
	}
}

/** A name without its folders, and for which files it is a name: loaders pass over files for another machine. */
function keyOf(name: string, { machine, class: elfClass }: Candidate): string {
	return `${machine} ${elfClass} ${name.slice(name.lastIndexOf("/") + 1)}`;
}

function bearersByName(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
	const index = new Map<string, Candidate[]>();
	for (const candidate of candidates) {
		for (const key of new Set(candidate.names.map((name) => keyOf(name, candidate)))) {
			const bearers = index.get(key);
			if (bearers === undefined) index.set(key, [candidate]);
			else bearers.push(candidate);
		}
	}
	return index;
}

/** Who needs a name: the file where it is one, otherwise that there are several. */
function needersByName(candidates: readonly Candidate[]): ReadonlyMap<string, Candidate | "several"> {
	const index = new Map<string, Candidate | "several">();
	for (const candidate of candidates) {
		for (const name of candidate.needed) {
			const key = keyOf(name, candidate);
			const before = index.get(key) ?? candidate;
			index.set(key, before === candidate ? candidate : "several");
		}
	}
	return index;
}
