import type { WorkBudget } from "../budget/work-budget.ts";
import { judgeInput } from "../judgement/judge-input.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { parentPath } from "../tree/path-resolution.ts";
import type { SubjectReport } from "../verdict/report.ts";

/** A file that another one needs where it comes from. */
export interface NeededFile {
	/** As the loader asks for it, symlinks not resolved. */
	readonly path: string;
	readonly reason: string;
	/** It is started itself: the interpreter of a script. */
	readonly isProgram?: true;
}

/** What a set of files needs in the root that they come from. */
export interface BuilderLoads {
	readonly needed: readonly NeededFile[];
	readonly subjects: readonly SubjectReport[];
}

/** Loads files in their own root, as its kernel and loader would, and gives every file that these open: interpreters,
 *  libraries under the names that are asked for, interpreters of scripts. Libraries are the plain ones, not those of a
 *  processor's level (glibc-hwcaps), unless the plain ones do not load.
 *  @param paths real paths of ELF files and scripts */
export function loadsInBuilder(builder: OpenedInput, paths: readonly string[]): BuilderLoads {
	const plain = judgedIn(builder, paths, 1);
	const isTooNew = plain.some(({ results }) =>
		results.some(({ findings }) => findings.some(({ rule }) => rule === "isa-level")),
	);
	const subjects = isTooNew ? judgedIn(builder, paths, undefined) : plain;
	return { needed: subjects.flatMap(neededBy), subjects };
}

function judgedIn(builder: OpenedInput, paths: readonly string[], x86Level: 1 | undefined): readonly SubjectReport[] {
	const only = withFiles(builder, paths);
	const request = { targets: ["self"], all: true, loadDetails: "tree", ...(x86Level ? { x86Level } : {}) } as const;
	return judgeInput(only, request, () => undefined).subjects;
}

/** The same root, in which these files alone are looked at. */
function withFiles(builder: OpenedInput, paths: readonly string[]): OpenedInput {
	const { image, ...opened } = builder;
	return {
		...opened,
		form: "rootfs",
		tree: narrowed(builder.tree, paths, builder.budget),
		*walk() {
			for (const path of paths) {
				const entry = builder.tree.entry(path);
				if (entry !== undefined) yield { path, entry };
			}
		},
	};
}

/** Folders whose lists loaders and users' look-ups read. */
const LISTED = /^\/(usr\/)?etc(\/|$)/;

/** A root of a developer's machine has millions of files: whoever lists it finds the files of interest and the loaders
 *  that they name; whatever is asked for by its path is there. */
function narrowed(tree: FileTree, paths: readonly string[], budget: WorkBudget): FileTree {
	const names = new Map<string, Set<string>>();
	for (const path of [...paths, ...paths.flatMap((each) => interpretersOf(tree, each))]) {
		for (let child = path; child !== "/"; child = parentPath(child)) {
			const folder = parentPath(child);
			names.set(folder, (names.get(folder) ?? new Set()).add(child.slice(child.lastIndexOf("/") + 1)));
		}
	}
	return {
		lookup: (path) => tree.lookup(path),
		entry: (path) => tree.entry(path),
		list: (path) => {
			budget.charge("steps in paths");
			return LISTED.test(path) ? tree.list(path) : [...(names.get(path) ?? [])].sort();
		},
	};
}

function interpretersOf(tree: FileTree, path: string): readonly string[] {
	const entry = tree.entry(path);
	const content = entry?.type === "file" ? entry.content() : undefined;
	const interpreter = content?.kind === "elf" ? content.elf.interpreter : undefined;
	const found = interpreter === undefined ? undefined : tree.lookup(interpreter);
	return found?.found === true ? [found.realPath] : [];
}

function neededBy({ path, elf, script, results }: SubjectReport): readonly NeededFile[] {
	const reason = `needed by ${path}`;
	const tree = results[0]?.tree;
	return [
		...(script === undefined
			? []
			: [{ path: script.interpreter, reason: `interpreter of ${path}`, isProgram: true as const }]),
		...(elf?.interpreter === undefined ? [] : [{ path: elf.interpreter, reason: `loader of ${path}` }]),
		...(tree?.objects ?? []).flatMap((object) => {
			if (object.path === undefined || object.via === "subject") return [];
			const found = object.steps.findLast(({ outcome }) => outcome === "found")?.tried;
			const asked = found?.startsWith("/") === true ? found : object.path;
			return [{ path: asked, reason: object.neededBy === undefined ? reason : `needed by ${object.neededBy}` }];
		}),
	];
}
