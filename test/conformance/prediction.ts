import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { Load, LoadProblem, LoadRequest } from "../../src/loader/load.ts";
import { loadSubject } from "../../src/loader/load-subject.ts";
import type { LibcIdentity } from "../../src/targets/libc-identity.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";
import { overlayTree } from "../../src/tree/overlay-tree.ts";
import { fileTree } from "../../src/tree/path-resolution.ts";
import type { Verdict } from "../../src/verdict/report.ts";
import type { Experiment } from "./observe.ts";
import { verdictsIn } from "./product-verdict.ts";
import type { Attempt, Trial } from "./trials.ts";

/** What we say beforehand, in the words of an observation. */
export interface Prediction {
	readonly outcome: "starts" | "refused" | "unknown";
	/** What the report would print: `starts` is `runs` or `at-risk` there. */
	readonly verdict: Verdict;
	readonly lines: readonly string[];
	/** Complete, what is behind a missing interpreter included; sorted. */
	readonly libraries: readonly string[];
	readonly symbols: readonly string[];
	readonly versions: readonly string[];
	/** Kinds of the problems, for grouping. */
	readonly kinds: readonly string[];
	readonly reason?: string;
}

/** Predicts within one experiment. Trees remember what was read, so one predictor serves all its attempts. */
export type Predictor = (attempt: Attempt) => Prediction;

/** @param hostNames what the plug-in host brings
 *  @param libcOf whose loader stands at a path of a root */
export function predictorFor(
	experiment: Experiment,
	hostNames: ReadonlySet<string>,
	libcOf: (root: FileTree) => (realPath: string) => LibcIdentity,
	treeAt: (folder: string) => FileTree = directoryTree,
): Predictor {
	const base = experiment.root.layers
		.map((layer) => treeAt(layer))
		.reduceRight((under, top) => overlayTree(top, under));
	const root = bound(base, new Map(Object.entries(experiment.binds).map(([point, source]) => [point, treeAt(source)])));
	const libcAt = libcOf(base);
	const verdictOn = verdictsIn(experiment.root.name, root, base, libcAt);
	return ({ path, trial, subject }) => {
		const common = { path, root, libcAt, machine: 62, x86Level: 4 } as const;
		const request = requestFor(common, trial === "list" && subject.role !== "library" ? "exec" : trial, hostNames);
		const load = loadSubject(request);
		return predictionOf(load, trial === "list" ? "unknown" : verdictOn(path, load));
	};
}

type Common = Pick<LoadRequest, "path" | "root" | "libcAt" | "machine" | "x86Level">;

/** A library is listed as dlopen would find it; a program as its start would. */
function requestFor(common: Common, trial: Trial, hostNames: ReadonlySet<string>): LoadRequest {
	if (trial === "exec") return { ...common, mode: "exec" };
	if (trial === "lazy") return { ...common, mode: "dlopen", binding: "lazy" };
	const now = { ...common, mode: "dlopen", binding: "now" } as const;
	return trial === "plugin" ? { ...now, hostProvides: (symbol) => hostNames.has(symbol) } : now;
}

function predictionOf(load: Load, verdict: Verdict): Prediction {
	const problems = [...load.problems, ...load.behind];
	const sorted = (names: readonly string[]) => [...new Set(names)].sort();
	return {
		outcome: load.outcome,
		verdict,
		lines: load.lines,
		libraries: sorted(problems.flatMap((one) => (one.kind === "library-missing" && one.fatal ? [one.library] : []))),
		symbols: sorted(problems.flatMap((one) => (one.kind === "symbol-missing" ? [one.symbol] : []))),
		versions: sorted(problems.flatMap((one) => (isMissingVersion(one) ? [one.version] : []))),
		kinds: sorted(problems.filter((one) => one.fatal).map((one) => one.kind)),
		...(load.reason === undefined ? {} : { reason: load.reason }),
	};
}

function isMissingVersion(problem: LoadProblem): problem is Extract<LoadProblem, { kind: "version-missing" }> {
	return problem.kind === "version-missing" && !problem.weak;
}

/** A tree with others bound into it at top-level points (`t`, `n/npm-glibc`). */
function bound(base: FileTree, points: ReadonlyMap<string, FileTree>): FileTree {
	const inside = (path: string): { tree: FileTree; path: string } | undefined => {
		for (const [point, tree] of points) {
			if (path === `/${point}`) return { tree, path: "/" };
			if (path.startsWith(`/${point}/`)) return { tree, path: path.slice(point.length + 1) };
		}
		return undefined;
	};
	const isAbove = (path: string) => [...points.keys()].some((point) => `/${point}/`.startsWith(`${path}/`));
	return fileTree({
		entryAt(path) {
			const place = inside(path);
			if (place !== undefined) return place.tree.entry(place.path);
			return isAbove(path) ? { type: "directory", mode: 0o755 } : base.entry(path);
		},
		namesIn: (path) => {
			const place = inside(path);
			return place === undefined ? base.list(path) : place.tree.list(place.path);
		},
	});
}
