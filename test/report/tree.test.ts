import { describe, expect, test } from "vitest";
import type { Load, LoadedObject } from "../../src/loader/load.ts";
import { styleOf } from "../../src/report/text/style.ts";
import { treeDot, treeMermaid } from "../../src/report/tree/tree-graph.ts";
import { type TreeOptions, treeLines } from "../../src/report/tree/tree-text.ts";
import type { DependencyTree, TreeObject } from "../../src/verdict/dependency-tree.ts";
import { dependencyTreeOf, resolvedLibraries } from "../../src/verdict/dependency-tree.ts";
import { HOSTILE } from "./sample-report.ts";

const STYLE = styleOf({ color: false, unicode: true, width: 100, summary: false, verbose: false });
const STEP = { tried: "/lib/libz.so.1", via: "default", outcome: "found" } as const;

function object(name: string, change: Partial<TreeObject> = {}): TreeObject {
	return { name, via: "default", steps: [STEP], needs: [], missingSymbols: [], missingVersions: [], ...change };
}

/** app needs a and b, both need c; b lacks d. */
const TREE: DependencyTree = {
	objects: [
		object("/app", {
			via: "subject",
			needs: [
				{ name: "a", object: 1 },
				{ name: "b", object: 2 },
			],
		}),
		object("/lib/a", { path: "/usr/lib/a", via: "runpath", needs: [{ name: "c", object: 3 }] }),
		object("/lib/b", {
			path: "/lib/b",
			needs: [
				{ name: "c", object: 3 },
				{ name: "d", tried: [{ tried: "/lib/d", via: "default", outcome: "absent", because: "ENOENT" }] },
			],
			missingSymbols: ["foo"],
			missingVersions: ["c: C_2"],
		}),
		object("/lib/c", { path: "/lib/c", needs: [{ name: "e", object: 4 }] }),
		object("e", { via: "reserved" }),
	],
};

function lines(tree: DependencyTree, options: Partial<TreeOptions> = {}): string {
	return treeLines(tree, { unicode: true, ...options }, STYLE).join("\n");
}

describe("the tree", () => {
	test("shows each library with where and why, once in full, and the places tried for what is missing", () => {
		expect(lines(TREE)).toBe(`/app
├── a → /usr/lib/a [RUNPATH]
│   └── c → /lib/c [default folder]
│       └── e [part of the loader]
└── b → /lib/b [default folder]
    │ ✗ versions missing: c: C_2
    │ ✗ symbols missing: foo
    ├── c → /lib/c [default folder] (*)
    └── ✗ d: not found
          1. /lib/d (default folder): no such file`);
	});

	test("--depth ends it, and what was cut there is shown in full where it stands higher", () => {
		const deep: DependencyTree = {
			objects: TREE.objects.map((each, index) =>
				index === 0 ? { ...each, needs: [...each.needs, { name: "c", object: 3 }] } : each,
			),
		};
		expect(lines(deep, { depth: 2 })).toContain("└── c → /lib/c [default folder]\n    └── e");
		expect(lines(TREE, { depth: 1 }).split("\n")).toHaveLength(5);
	});

	test("--inverted says who needs each library", () => {
		expect(lines(TREE, { inverted: true })).toContain("c → /lib/c [default folder]\n├── /lib/a\n└── /lib/b");
		expect(lines(TREE, { inverted: true })).toContain("✗ d: not found\n└── /lib/b");
	});

	test("--verbose shows the places for what was found, too", () => {
		expect(lines(TREE, { verbose: true })).toContain(
			"a → /usr/lib/a [RUNPATH]\n│     1. /lib/libz.so.1 (default folder): found",
		);
	});

	test("a circle ends", () => {
		const circle: DependencyTree = {
			objects: [
				object("/app", { needs: [{ name: "a", object: 1 }] }),
				object("a", { needs: [{ name: "b", object: 2 }] }),
				object("b", { needs: [{ name: "a", object: 1 }] }),
			],
		};
		expect(lines(circle)).toMatch(/└── a \[default folder\] \(\*\)$/);
	});

	test("a missing interpreter stands first, and nobody claims to have looked for the rest", () => {
		const tree: DependencyTree = {
			missingInterpreter: "/lib64/ld-linux-x86-64.so.2",
			objects: [object("/app", { needs: [{ name: "libc.so.6" }] })],
		};
		expect(lines(tree)).toBe(`/app
├── ✗ /lib64/ld-linux-x86-64.so.2: not found [PT_INTERP]
└── ? libc.so.6: not looked for without its interpreter`);
	});
});

describe("hostile names", () => {
	const names = [HOSTILE, '"];x', "x".repeat(10_000), "</script><b>", "a\n  n0 --> n1", "\u202egpj"];
	const tree: DependencyTree = {
		objects: [
			object("/app", { needs: names.map((name, index) => (index % 2 === 0 ? { name } : { name, object: 1 })) }),
			object(HOSTILE),
		],
	};

	test.each([
		[
			"dot",
			treeDot,
			/^ {2}(?:node \[shape=box, fontname=monospace\]|[nm]\d+ \[label="(?:[^"\\]|\\.)*"[^"]*\]|[nm]\d+ -> [nm]\d+[^"]*);$/,
		],
		[
			"mermaid",
			treeMermaid,
			/^ {2}(?:[nm]\d+\["[^"<>\\]*"\]|[nm]\d+ -?-?\.?->? [nm]\d+|[nm]\d+ -->? [nm]\d+|classDef .*|class [\w,]+ missing)$/,
		],
	] as const)("stay labels in %s", (_, draw, line) => {
		const text = draw(tree);
		for (const each of text.trimEnd().split("\n").slice(1)) if (each !== "}") expect(each).toMatch(line);
		expect(Math.max(...text.split("\n").map((each) => each.length))).toBeLessThan(3000);
		expect(text).not.toMatch(/[\p{Cf}\p{Surrogate}]/u);
	});

	test("do nothing in a terminal", () => {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
		expect(lines(tree)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\p{Cf}\p{Surrogate}]/u);
	});
});

describe("out of a load", () => {
	const loaded: readonly LoadedObject[] = [
		{ name: "/app", path: "/app", via: "subject", steps: [] },
		{ name: "/lib/libz.so.1", path: "/lib/libz.so.1.2", requestedAs: "libz.so.1", via: "default", steps: [STEP] },
	];
	const load: Load = {
		outcome: "refused",
		lines: ["first", "second"],
		objects: loaded,
		behind: [],
		problems: [
			{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "b", lazy: false, undecided: false },
			{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "a", lazy: false, undecided: false },
			{ kind: "symbol-missing", fatal: true, object: "/app", symbol: "c", lazy: false, undecided: true },
			{ kind: "version-missing", fatal: true, object: "/app", library: "libc.so.6", version: "GLIBC_9", weak: false },
		],
	};

	test("come problems by object, and the loader's first line", () => {
		const tree = dependencyTreeOf(load);
		expect(tree.refusal).toBe("first");
		expect(tree.objects[0]).toMatchObject({ missingSymbols: ["a", "b"], missingVersions: ["libc.so.6: GLIBC_9"] });
	});

	test("comes where each library is", () => {
		expect(resolvedLibraries(load)).toEqual([{ library: "libz.so.1", path: "/lib/libz.so.1.2", how: "default" }]);
	});
});
