import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { FileTree } from "../../src/tree/file-tree.ts";
import { memoryFile, memoryTree } from "../../src/tree/memory-tree.ts";

const root = mkdtempSync(join(tmpdir(), "elfspect-paths-"));
afterAll(() => rmSync(root, { recursive: true }));

const link = (target: string) => ({ type: "symlink", target }) as const;
const file = memoryFile("file", Buffer.from("text"));

function outcome(tree: FileTree, path: string): string {
	const lookup = tree.lookup(path);
	return lookup.found ? `${lookup.realPath} ${lookup.entry.type}` : lookup.errno;
}

test("a walk ends as open(2) does", () => {
	const tree = memoryTree([
		["/usr/lib/libc.so", file],
		["/lib", link("usr/lib")],
		["/usr/escape", link("../../../../usr/lib")],
		["/absolute", link("/lib/../lib")],
		["/loop", link("loop")],
		["/empty", link("")],
		["/dangling", link("nowhere")],
		["/to-file", link("/lib/libc.so")],
	]);
	expect(outcome(tree, "/lib/libc.so")).toBe("/usr/lib/libc.so file");
	expect(outcome(tree, "//lib/./libc.so")).toBe("/usr/lib/libc.so file");
	expect(outcome(tree, "/usr/escape/libc.so")).toBe("/usr/lib/libc.so file");
	expect(outcome(tree, "/absolute/libc.so")).toBe("/usr/lib/libc.so file");
	expect(outcome(tree, "/to-file")).toBe("/usr/lib/libc.so file");
	expect(outcome(tree, "/../..")).toBe("/ directory");
	expect(outcome(tree, "/to-file/")).toBe("ENOTDIR");
	expect(outcome(tree, "/to-file/.")).toBe("ENOTDIR");
	expect(outcome(tree, "/usr/lib/libc.so/x")).toBe("ENOTDIR");
	expect(outcome(tree, "/dangling")).toBe("ENOENT");
	expect(outcome(tree, "/empty")).toBe("ENOENT");
	expect(outcome(tree, "")).toBe("ENOENT");
	expect(outcome(tree, "/loop")).toBe("ELOOP");
	expect(outcome(tree, `/${"n".repeat(256)}`)).toBe("ENAMETOOLONG");
	expect(outcome(tree, `/${"é".repeat(128)}`)).toBe("ENAMETOOLONG");
	expect(outcome(tree, `/${"n".repeat(255)}`)).toBe("ENOENT");
	expect(outcome(tree, "/./".repeat(1365) + "x".repeat(1))).toBe("ENAMETOOLONG");
	expect(tree.entry("/lib")).toEqual(link("usr/lib"));
	expect(tree.entry("/lib/")?.type).toBe("directory");
	expect(tree.list("/lib")).toEqual(["libc.so"]);
	expect(tree.list("/to-file")).toEqual([]);
});

test("forty symlinks are followed, not forty-one", () => {
	const links = Array.from({ length: 41 }, (_, index) => [`/${index + 1}`, link(`${index}`)] as const);
	const tree = memoryTree([["/0", file], ...links]);
	expect(outcome(tree, "/40")).toBe("/0 file");
	expect(outcome(tree, "/41")).toBe("ELOOP");
});

const names = ["a", "b", "c"];
const somePath = fc
	.array(fc.constantFrom(...names, ...names, "..", "."), { minLength: 1, maxLength: 5 })
	.map((parts) => parts.join("/"));
const someNode = fc.record({ path: somePath, kind: fc.constantFrom("folder", "file", "link"), target: somePath });

test("any walk in a folder ends where the kernel ends", () => {
	let round = 0;
	fc.assert(
		fc.property(fc.array(someNode, { maxLength: 12 }), fc.array(somePath, { maxLength: 8 }), (nodes, paths) => {
			round += 1;
			// `..` may take the kernel out of the folder, into one that holds none of the names.
			const base = join(root, `${round}`);
			mkdirSync(base);
			for (const node of nodes) build(base, node);
			const tree = directoryTree(base);
			for (const path of paths) {
				const staysInside = ![path, ...nodes.map(({ target }) => target)].some((text) => text.includes(".."));
				const expected = kernelOutcome(base, path, staysInside);
				if (expected !== undefined) expect(outcome(tree, `/${path}`), path).toBe(expected);
			}
		}),
		{ numRuns: 300 },
	);
});

function build(base: string, node: { path: string; kind: string; target: string }): void {
	const path = join(base, join("/", node.path));
	try {
		if (node.kind === "folder") mkdirSync(path, { recursive: true });
		else if (node.kind === "file") writeFileSync(path, "");
		else symlinkSync(node.target, path);
	} catch {
		// Clashing nodes of one example: the first one stays.
	}
}

/** What the kernel finds. Nothing where it may have walked out of the folder, which our root does not have. */
function kernelOutcome(base: string, path: string, staysInside: boolean): string | undefined {
	try {
		const real = realpathSync.native(`${base}/${path}`);
		if (real !== base && !real.startsWith(`${base}/`)) return undefined;
		return `${real.slice(base.length) || "/"} ${statSync(real).isDirectory() ? "directory" : "file"}`;
	} catch (error) {
		return error instanceof Error && "code" in error && staysInside ? String(error.code) : undefined;
	}
}
