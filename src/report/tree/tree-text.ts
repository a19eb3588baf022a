import type { DependencyTree, SearchStep, SearchVia, TreeNeed, TreeObject } from "../../verdict/dependency-tree.ts";
import { safeText } from "../safe-text.ts";
import type { Style } from "../text/style.ts";

/** How a tree is drawn. */
export interface TreeOptions {
	/** Levels below the subject; all of them when not said. */
	readonly depth?: number;
	/** Who needs it instead of what it needs, for every library that is there or missing. */
	readonly inverted?: boolean;
	/** Places tried for what was found, too. */
	readonly verbose?: boolean;
	readonly unicode: boolean;
}

/** Symbols and versions named under one object. */
const MAX_NAMES = 6;

/** The tree as lines: a library each, where it was found and why there; under what is missing the places tried. */
export function treeLines(tree: DependencyTree, options: TreeOptions, style: Style): string[] {
	const lines = new TreeLines(tree, options, style);
	return options.inverted ? lines.inverted() : lines.downwards();
}

/** What a place of the search order is called. Source: ld.so(8), and musl's ldso/dynlink.c. */
const WAYS = {
	subject: "the file itself",
	interpreter: "PT_INTERP",
	reserved: "part of the loader",
	"already-loaded": "loaded before",
	path: "path in the name",
	preload: "preloaded",
	rpath: "RPATH",
	LD_LIBRARY_PATH: "LD_LIBRARY_PATH",
	runpath: "RUNPATH",
	"ld.so.cache": "ld.so.cache",
	default: "default folder",
	filter: "DT_FILTER",
} as const satisfies Record<SearchVia, string>;

class TreeLines {
	readonly #tree: DependencyTree;
	readonly #options: TreeOptions;
	readonly #style: Style;
	readonly #shown = new Set<number>();
	readonly #told = new Set<string>();
	readonly #lines: string[] = [];

	constructor(tree: DependencyTree, options: TreeOptions, style: Style) {
		this.#tree = tree;
		this.#options = options;
		this.#style = style;
	}

	downwards(): string[] {
		const [subject] = this.#tree.objects;
		if (subject === undefined) return [];
		this.#lines.push(this.#style.bold(safeText(subject.name)));
		const { missingInterpreter } = this.#tree;
		if (missingInterpreter !== undefined) {
			const what = `${this.#style.bold(safeText(missingInterpreter))}: not found ${this.#style.dim("[PT_INTERP]")}`;
			this.#lines.push(`${this.#options.unicode ? "├── " : "|-- "}${this.#style.mark("fails")} ${what}`);
		}
		this.#below(0, "", 1);
		return this.#lines;
	}

	/** What an object lacks and needs; once in full, as deep as asked. */
	#below(index: number, indent: string, level: number): void {
		const object = this.#tree.objects[index];
		if (object === undefined || this.#shown.has(index)) return;
		const hasNeeds = object.needs.length > 0 && level <= (this.#options.depth ?? Number.POSITIVE_INFINITY);
		const stem = hasNeeds ? this.#bar() : "  ";
		for (const line of lackLines(object, this.#style)) this.#lines.push(`${indent}${stem}${line}`);
		if (!hasNeeds) return;
		this.#shown.add(index);
		for (const [position, need] of object.needs.entries()) {
			this.#need(need, indent, position === object.needs.length - 1, level);
		}
	}

	#need(need: TreeNeed, indent: string, isLast: boolean, level: number): void {
		const { unicode } = this.#options;
		const branch = isLast ? (unicode ? "└── " : "`-- ") : unicode ? "├── " : "|-- ";
		const deeper = `${indent}${isLast ? "    " : unicode ? "│   " : "|   "}`;
		const object = need.object === undefined ? undefined : this.#tree.objects[need.object];
		if (object === undefined || need.object === undefined) {
			this.#lines.push(`${indent}${branch}${this.#missing(need)}`, ...this.#tried(need, deeper));
			return;
		}
		const again = this.#shown.has(need.object) && object.needs.length > 0 ? this.#style.dim(" (*)") : "";
		this.#lines.push(`${indent}${branch}${safeText(need.name)} ${this.#found(need.name, object)}${again}`);
		if (this.#options.verbose && again === "") {
			this.#lines.push(...stepLines(object.steps, deeper, this.#style));
		}
		this.#below(need.object, deeper, level + 1);
	}

	#found(name: string, { path, via }: TreeObject): string {
		const where = path === undefined || path === name ? "" : `${this.#style.arrow} ${safeText(path)} `;
		return `${where}${this.#style.dim(`[${WAYS[via]}]`)}`;
	}

	#missing({ name, tried, refused }: TreeNeed): string {
		const mark = this.#style.mark(tried === undefined && refused === undefined ? "unknown" : "fails");
		const what =
			refused === undefined
				? tried === undefined
					? "not looked for without its interpreter"
					: "not found"
				: safeText(refused);
		return `${mark} ${this.#style.bold(safeText(name))}: ${what}`;
	}

	/** The places, numbered; once for each name. */
	#tried({ name, tried = [] }: TreeNeed, indent: string): string[] {
		if (this.#told.has(name)) return [];
		this.#told.add(name);
		return stepLines(tried, indent, this.#style);
	}

	inverted(): string[] {
		const needers = this.#needers();
		return [...needers].flatMap(([title, by]) => [
			title,
			...by.map((name, index) => {
				const isLast = index === by.length - 1;
				const branch = isLast ? (this.#options.unicode ? "└── " : "`-- ") : this.#options.unicode ? "├── " : "|-- ";
				return `${branch}${safeText(name)}`;
			}),
		]);
	}

	/** Who needs each library, by the line that names it. */
	#needers(): ReadonlyMap<string, string[]> {
		const needers = new Map<string, string[]>();
		for (const { name: by, needs } of this.#tree.objects) {
			for (const need of needs) {
				const object = need.object === undefined ? undefined : this.#tree.objects[need.object];
				const title =
					object === undefined
						? this.#missing(need)
						: `${this.#style.bold(safeText(need.name))} ${this.#found(need.name, object)}`;
				const known = needers.get(title) ?? [];
				needers.set(title, known);
				known.push(by);
			}
		}
		return needers;
	}

	#bar(): string {
		return this.#options.unicode ? "│ " : "| ";
	}
}

/** errno of open(2) in words; other reasons are words already. */
function wordsOf(because: string | undefined): string {
	return because === undefined ? "no such file" : (ERRNO_WORDS.get(because) ?? because);
}

const ERRNO_WORDS: ReadonlyMap<string, string> = new Map([
	["ENOENT", "no such file"],
	["EACCES", "permission denied"],
	["ENOTDIR", "not a folder"],
	["ELOOP", "too many symlinks"],
]);

function lackLines({ missingSymbols, missingVersions }: TreeObject, style: Style): string[] {
	const lines: string[] = [];
	if (missingVersions.length > 0) lines.push(`${style.mark("fails")} versions missing: ${listed(missingVersions)}`);
	if (missingSymbols.length > 0) lines.push(`${style.mark("fails")} symbols missing: ${listed(missingSymbols)}`);
	return lines;
}

function listed(names: readonly string[]): string {
	const shown = names.slice(0, MAX_NAMES).map(safeText).join(", ");
	return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}

function stepLines(steps: readonly SearchStep[], indent: string, style: Style): string[] {
	return steps.map(({ tried, via, outcome, because }, index) => {
		const why = outcome === "found" ? "found" : wordsOf(because);
		return style.dim(`${indent}  ${index + 1}. ${safeText(tried)} (${WAYS[via]}): ${safeText(why)}`);
	});
}
