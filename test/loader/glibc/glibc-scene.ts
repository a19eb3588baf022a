import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import type { Load, LoadRequest } from "../../../src/loader/load.ts";
import { loadSubject } from "../../../src/loader/load-subject.ts";
import { identifyLibc } from "../../../src/targets/identify-libc.ts";
import { skipLoudly } from "../../skipped-loudly.ts";
import type { BuildOptions } from "../support/compile.ts";
import { type Item, type Items, program as programFor } from "../support/scene.ts";
import { runner } from "../support/tools.ts";
import { type RealGlibc, realGlibcs } from "./glibc-roots.ts";

export { file, folder, type Item, type Items, library, link, patched, removed } from "../support/scene.ts";

const LOADER = "/lib64/ld-linux-x86-64.so.2";

/** A program for glibc that wants the names of an expression and exits with status 42 once it is entered. */
export function program(declarations = "", uses = "0", options: BuildOptions = {}): Item {
	return programFor(declarations, uses, { interpreter: LOADER, ...options });
}

/** A built root file system with one glibc in it. */
export interface GlibcStage {
	readonly root: string;
	readonly release: number;
	/** A program can call dlopen here: up to 2.33 it needs a libdl for that. */
	readonly hasDlopen: boolean;
	exec(path: string, request?: Partial<LoadRequest>): Load;
	dlopen(path: string, binding: "now" | "lazy", request?: Partial<LoadRequest>): Load;
}

/** How something really ended. */
export interface Reality {
	readonly outcome: "starts" | "refused";
	readonly lines: readonly string[];
}

/** What stands in the way of running the real thing; absent where everything is there. Found out once. */
export function obstacle(): string | undefined {
	knownObstacle ??= { because: findObstacle() };
	return knownObstacle.because;
}

let knownObstacle: { readonly because: string | undefined } | undefined;

function findObstacle(): string | undefined {
	if (process.platform !== "linux" || process.arch !== "x64") return "the scenarios are for Linux on x86-64";
	if (spawnSync("gcc", ["--version"]).status !== 0) return "gcc is not installed";
	if (realGlibcs().length === 0) return "there is no glibc on this machine, and no root at hand has one";
	if (spawnSync(runner(), ["/", "/", "/bin/true"]).status !== 0) return "chroot is not allowed here";
	return undefined;
}

/** Runs one check for every glibc at hand, in a root of its own that holds the loader, libc and the items.
 *  Where no real loader can be run the test is skipped and says so; with CI set it fails instead. */
export function scenario(name: string, items: Items, check: (stage: GlibcStage) => void): void {
	const because = obstacle();
	if (because !== undefined) {
		skipLoudly(name, because);
		return;
	}
	const folders: string[] = [];
	afterAll(() => {
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});
	let built: string | undefined;
	describe.each(realGlibcs())("$name", (glibc) => {
		it(name, () => {
			built ??= build(items, folders);
			const root = mkdtempSync(join(tmpdir(), "elfspect-stage-"));
			folders.push(root);
			cpSync(built, root, { recursive: true, verbatimSymlinks: true });
			placeGlibc(root, glibc);
			check(stageOf(root, glibc));
		});
	});
}

/** Builds the items; `#` and what follows it only keep equal paths apart. */
function build(items: Items, folders: string[]): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-scene-"));
	folders.push(folder);
	for (const [path, item] of Object.entries(items)) item(folder, path.replace(/#.*/, ""));
	return folder;
}

/** Puts the loader, libc and the host for plug-ins into a root. */
export function placeGlibc(root: string, glibc: RealGlibc): void {
	const home = glibc.systemDirectories[0] ?? "/lib";
	const placement = (file: string, path: string): void => {
		if (!existsSync(join(root, path))) cpSync(file, join(root, path), { dereference: true });
	};
	for (const folder of [home, "/lib64", "/t"]) mkdirSync(join(root, folder), { recursive: true });
	placement(glibc.loader, `${home}/ld-linux-x86-64.so.2`);
	if (!existsSync(join(root, LOADER))) symlinkSync(`..${home}/ld-linux-x86-64.so.2`, join(root, LOADER));
	for (const [name, file] of Object.entries(glibc.libraries)) placement(file, `${home}/${name}`);
	cpSync(glibc.release < 34 ? hosts().old : hosts().merged, join(root, "dlopen-host"));
}

let builtHosts: { readonly old: string; readonly merged: string } | undefined;

/** Programs for glibc that open a plug-in: one for releases with a libdl of its own. */
function hosts(): { readonly old: string; readonly merged: string } {
	builtHosts ??= {
		merged: buildHost({ "libc.so.6": ["dlopen", "dlerror", "write", "_exit", "__libc_start_main"] }),
		old: buildHost({ "libdl.so.2": ["dlopen", "dlerror"], "libc.so.6": ["write", "_exit", "__libc_start_main"] }),
	};
	return builtHosts;
}

/** The host links against stand-ins without versions, so that it runs with any release. */
function buildHost(libraries: Readonly<Record<string, readonly string[]>>): string {
	const folder = mkdtempSync(join(tmpdir(), "elfspect-host-"));
	const common = ["-w", "-nostdlib", "-fno-builtin", "-fno-stack-protector", "-fcf-protection=none"];
	const standIns = Object.entries(libraries).map(([soname, names]) => {
		const source = names.map((name) => `int ${name}() { return 0; }`).join("\n");
		const output = join(folder, soname);
		execFileSync("gcc", [...common, "-shared", `-Wl,-soname,${soname}`, "-x", "c", "-", "-o", output], {
			input: source,
		});
		return output;
	});
	const output = join(folder, "dlopen-host");
	const source = join(import.meta.dirname, "../support/dlopen-host.c");
	const link = ["-pie", "-fPIE", "-Wl,--no-as-needed", `-Wl,--dynamic-linker=${LOADER}`];
	execFileSync("gcc", [...common, ...link, source, ...standIns, "-o", output]);
	return output;
}

function stageOf(root: string, { release, libraries }: RealGlibc): GlibcStage {
	const tree = directoryTree(root);
	const base = { root: tree, libcAt: (path: string) => identifyLibc(tree, path), machine: 62 } as const;
	return {
		root,
		release,
		hasDlopen: release >= 34 || libraries["libdl.so.2"] !== undefined,
		exec: (path, request) => loadSubject({ ...base, path, mode: "exec", ...request }),
		dlopen: (path, binding, request) => loadSubject({ ...base, path, mode: "dlopen", binding, ...request }),
	};
}

/** What the kernel and the real loader do with a command. `/proc/self/exe` stands in the root as a plain link, so that
 *  no /proc has to be mounted. */
export function reality(
	{ root }: Pick<GlibcStage, "root">,
	command: readonly [string, ...string[]],
	folder = "/",
): Reality {
	const proc = join(root, "proc/self");
	mkdirSync(proc, { recursive: true });
	rmSync(join(proc, "exe"), { force: true });
	symlinkSync(command.find((word) => !word.includes("=")) ?? command[0], join(proc, "exe"));
	const run = spawnSync(runner(), [root, folder, ...command], { encoding: "utf8" });
	const lines = run.stderr.split("\n").filter((line) => line !== "");
	return { outcome: run.status === 42 ? "starts" : "refused", lines };
}

/** What a load is expected to come to: `starts`, `dies` without a word, or the lines that are printed. */
export type Expected = "starts" | "dies" | string | readonly string[];

function expectation(expected: Expected): Reality {
	if (expected === "starts") return { outcome: "starts", lines: [] };
	if (expected === "dies") return { outcome: "refused", lines: [] };
	return { outcome: "refused", lines: typeof expected === "string" ? [expected] : expected };
}

/** Our answer as it would be seen: what is put off says nothing yet; of the lines of a refusal the first one counts,
 *  and those of the version check all. */
function seen(load: Load): Reality {
	const spoken = load.problems.filter((problem) => problem.kind !== "symbol-missing" || !problem.lazy || problem.fatal);
	const end = spoken.findIndex(({ fatal }) => fatal);
	const isLast = (index: number): boolean => index > end && spoken[index]?.kind !== "version-missing";
	const printed =
		end === -1
			? spoken
			: spoken.filter((_, index) => (spoken[end]?.kind === "version-missing" ? !isLast(index) : index <= end));
	const lines = printed.flatMap(({ line }) => (line === undefined ? [] : [line]));
	return { outcome: load.outcome === "starts" ? "starts" : "refused", lines };
}

/** Our answer and the real one for a program are the same, and both are the expected one. */
export function expectExec(stage: GlibcStage, path: string, expected: Expected): Load {
	const ours = stage.exec(path);
	expect(seen(ours), "our answer").toEqual(expectation(expected));
	expect(reality(stage, [path]), "the real loader").toEqual(expectation(expected));
	return ours;
}

/** The same for a library that is opened. */
export function expectDlopen(stage: GlibcStage, path: string, binding: "now" | "lazy", expected: Expected): Load {
	const ours = stage.dlopen(path, binding);
	if (!stage.hasDlopen) {
		expect(ours.problems[0]?.kind).toBe("no-loader");
		return ours;
	}
	const opened = seen(ours);
	const first = opened.outcome === "refused" ? { ...opened, lines: opened.lines.slice(0, 1) } : opened;
	expect(first, "our answer").toEqual(expectation(expected));
	const real = reality(stage, ["/dlopen-host", binding, path]);
	// Where the host itself ends, its name stands in front.
	const lines = real.lines.map((line) => line.replace(/^\/dlopen-host: (?=symbol lookup error: )/, ""));
	expect({ ...real, lines }, "the real loader").toEqual(expectation(expected));
	return ours;
}

/** The words for a program that lacks a library. */
export function lacks(program: string, library: string): string {
	return `${program}: error while loading shared libraries: ${library}: cannot open shared object file: No such file or directory`;
}

/** The words for a symbol that a program's start does not find. */
export function lookupError(program: string, object: string, symbol: string): string {
	return `${program}: symbol lookup error: ${object}: undefined symbol: ${symbol}`;
}
