import type { DynamicFacts, ElfFile } from "../elf/elf-file.ts";
import type { LoadProblem, LoadRequest, SearchStep } from "./load.ts";
import { type ProcessFiles, processFiles } from "./process-files.ts";

interface Wanted {
	readonly name: string;
	readonly path: string;
	readonly elf: ElfFile;
}

/** What is missing in a root that has no loader at all: every library that the subject and what it carries with it
 *  need, unless it is carried, too (found by a path with a slash, or through `$ORIGIN`). */
export function missingWithoutLoader(request: LoadRequest, subject: ElfFile): readonly LoadProblem[] {
	const files = processFiles(request);
	const problems: LoadProblem[] = [];
	const met = new Set<string>();
	const pending: Wanted[] = [{ name: request.path, path: request.path, elf: subject }];
	for (const { name, path, elf } of pending) {
		request.budget?.charge("loaded objects");
		const folders = foldersOf(path, elf.dynamic);
		for (const library of elf.dynamic?.needed ?? []) {
			if (met.has(library)) continue;
			met.add(library);
			const steps: SearchStep[] = [];
			const carried = findCarried(files, folders, library, steps);
			if (carried === undefined) problems.push({ kind: "library-missing", fatal: true, object: name, library, steps });
			else pending.push(carried);
		}
	}
	return problems;
}

interface Folders {
	readonly via: "rpath" | "runpath";
	readonly paths: readonly string[];
}

function foldersOf(path: string, dynamic: DynamicFacts | undefined): Folders {
	const via = dynamic?.runpath === undefined ? "rpath" : "runpath";
	const folders = (dynamic?.runpath ?? dynamic?.rpath ?? "").split(":").filter((entry) => entry !== "");
	const origin = path.slice(0, path.lastIndexOf("/"));
	return { via, paths: folders.map((folder) => folder.replace(/\$(ORIGIN|\{ORIGIN\})/g, () => origin)) };
}

function findCarried(
	files: ProcessFiles,
	{ via, paths }: Folders,
	library: string,
	steps: SearchStep[],
): Wanted | undefined {
	for (const folder of library.includes("/") ? [undefined] : paths) {
		const candidate = folder === undefined ? library : `${folder}/${library}`;
		const file = files.open(candidate, true);
		const content = typeof file !== "string" && file.entry.type === "file" ? file.entry.content() : undefined;
		const found = content?.kind === "elf";
		steps.push({ tried: candidate, via, outcome: found ? "found" : "absent" });
		if (found) return { name: library, path: candidate, elf: content.elf };
	}
	return undefined;
}
