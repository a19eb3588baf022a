// How the cost of glibc's loader model grows with libraries and symbols; should stay about the same per symbol:
//   node scripts/run-typescript.js bench/loader-scaling.ts
// Each library defines so many functions and takes as many from the others; gcc builds them.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { directoryTree } from "../src/disk/directory-tree.ts";
import { glibcLoader } from "../src/loader/glibc/glibc-loader.ts";
import type { FileTree } from "../src/tree/file-tree.ts";

const ROUNDS = 3;
const SIZES = [
	[10, 500],
	[10, 1000],
	[10, 2000],
	[10, 4000],
	[10, 8000],
	[100, 500],
	[100, 1000],
	[100, 2000],
] as const;
const LOADER = "/lib64/ld-linux-x86-64.so.2";

const folder = mkdtempSync(join(tmpdir(), "loader-scaling-"));
let before: { readonly uses: number; readonly milliseconds: number } | undefined;
console.log("libraries  symbols each  symbol uses        ms   us per use   uses ratio   time ratio");
for (const [libraries, symbols] of SIZES) {
	const root = join(folder, `${libraries}-${symbols}`);
	buildProcess(root, libraries, symbols);
	const milliseconds = Math.min(...Array.from({ length: ROUNDS }, () => measure(root)));
	const uses = libraries * symbols;
	console.log(
		[
			String(libraries).padStart(9),
			String(symbols).padStart(13),
			String(uses).padStart(12),
			milliseconds.toFixed(1).padStart(9),
			((milliseconds * 1000) / uses).toFixed(2).padStart(12),
			(before === undefined ? "" : (uses / before.uses).toFixed(2)).padStart(12),
			(before === undefined ? "" : (milliseconds / before.milliseconds).toFixed(2)).padStart(12),
		].join(" "),
	);
	before = { uses, milliseconds };
}
rmSync(folder, { recursive: true });

/** A program that needs the libraries, and the libraries. */
function buildProcess(root: string, libraries: number, symbols: number): void {
	mkdirSync(join(root, "lib"), { recursive: true });
	const names = Array.from({ length: libraries }, (_, library) => `lib${library}.so`);
	for (const [library, name] of names.entries()) {
		link(join(root, "lib", name), assembly(library, libraries, symbols), ["-shared", `-Wl,-soname,${name}`]);
	}
	const needs = names.map((name) => join(root, "lib", name));
	const flags = ["-shared", "-Wl,-e,_start", "-Wl,--no-as-needed", "-Wl,--allow-shlib-undefined"];
	const source = `.section .interp,"a"\n.string "${LOADER}"\n.text\n.globl _start\n_start: ret\n`;
	link(join(root, "app"), source, [...flags, ...needs]);
}

/** Functions of one library, and a table of addresses of functions out of all the others. */
function assembly(library: number, libraries: number, symbols: number): string {
	const own = Array.from(
		{ length: symbols },
		(_, index) => `.globl function_${library}_${index}\nfunction_${library}_${index}: ret`,
	);
	const taken = Array.from({ length: symbols }, (_, index) => {
		const other = (library + 1 + (index % (libraries - 1))) % libraries;
		return `.quad function_${other}_${index}`;
	});
	return `.text\n${own.join("\n")}\n.data\n${taken.join("\n")}\n.section .note.GNU-stack,"",@progbits\n`;
}

function link(output: string, source: string, flags: readonly string[]): void {
	const input = ["-x", "assembler", "-", "-x", "none", ...flags];
	execFileSync("gcc", ["-nostdlib", ...input, "-o", output], { input: source });
}

function measure(root: string): number {
	const tree = directoryTree(root);
	const interpreter = elfAt(directoryTree("/"), LOADER);
	const subject = elfAt(tree, "/app");
	const libc = { kind: "glibc", version: "2.36", systemDirectories: ["/lib"] } as const;
	const start = performance.now();
	const run = glibcLoader({
		request: { path: "/app", root: tree, mode: "exec", libcAt: () => libc },
		subject,
		interpreter: { path: LOADER, realPath: LOADER, elf: interpreter, libc },
		preload: [],
	});
	if (run.problems.length > 0) throw new Error(JSON.stringify(run.problems[0]));
	return performance.now() - start;
}

function elfAt(tree: FileTree, path: string) {
	const lookup = tree.lookup(path);
	const content = lookup.found && lookup.entry.type === "file" ? lookup.entry.content() : undefined;
	if (content?.kind !== "elf") throw new Error(`${path} is no ELF file`);
	return content.elf;
}
