import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import type { Load, LoadRequest } from "../../../src/loader/load.ts";
import { loadSubject } from "../../../src/loader/load-subject.ts";
import type { LibcIdentity } from "../../../src/targets/libc-identity.ts";
import { skipLoudly } from "../../skipped-loudly.ts";
import { type BuildOptions, compileLibrary, compileProgram } from "./compile.ts";
import { type MuslLoader, muslLoaders } from "./musl-loaders.ts";
import { dlopenHost, obstacle, runner } from "./tools.ts";

/** One entry of a scene. */
export type Item = (folder: string, path: string) => void;

/** Small files by path in the root, built in the order given. */
export type Items = Readonly<Record<string, Item>>;

export function library(source = "", options: BuildOptions = {}): Item {
	return (folder, path) => compileLibrary(folder, path, source, options);
}

/** A program that wants the names of an expression and exits with status 42 once it is entered. */
export function program(declarations = "", uses = "0", options: BuildOptions = {}): Item {
	return (folder, path) => compileProgram(folder, path, declarations, uses, options);
}

export function link(target: string): Item {
	return (folder, path) => {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		symlinkSync(target, join(folder, path));
	};
}

export function folder(): Item {
	return (place, path) => mkdirSync(join(place, path), { recursive: true });
}

export function file(content: string | Buffer, mode = 0o755): Item {
	return (place, path) => {
		mkdirSync(dirname(join(place, path)), { recursive: true });
		writeFileSync(join(place, path), content);
		chmodSync(join(place, path), mode);
	};
}

/** Takes an entry away again, for instance a library that was only linked against. */
export function removed(): Item {
	return (place, path) => rmSync(join(place, path));
}

/** A file built like another and changed afterwards: what no linker makes. */
export function patched(item: Item, change: (bytes: Buffer) => void): Item {
	return (place, path) => {
		item(place, path);
		const bytes = readFileSync(join(place, path));
		change(bytes);
		writeFileSync(join(place, path), bytes);
	};
}

/** A built root file system with one loader in it. */
export interface Stage {
	readonly root: string;
	readonly libc: LibcIdentity & { readonly kind: "musl" };
	/** Our answer for a program that is started. */
	exec(path: string, request?: Partial<LoadRequest>): Load;
	/** Our answer for a plug-in. */
	dlopen(path: string, binding: "now" | "lazy", request?: Partial<LoadRequest>): Load;
}

/** How a real start ended. */
export interface Reality {
	readonly outcome: "starts" | "refused";
	readonly lines: readonly string[];
}

/** Runs one check for every musl at hand, in a root of its own.
 *  Where no real loader can be run the test is skipped and says so; with CI set it fails instead. */
export function scenario(name: string, items: Items, check: (stage: Stage) => void): void {
	const because = obstacle();
	if (because !== undefined) {
		skipLoudly(name, because);
		return;
	}
	const loaders = muslLoaders();
	const folders: string[] = [];
	afterAll(() => {
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});
	describe.each(loaders)("$name", (loader) => {
		it(name, () => {
			const built = buildOnce(items);
			const root = mkdtempSync(join(tmpdir(), "elfspect-stage-"));
			folders.push(root, built);
			cpSync(built, root, { recursive: true, verbatimSymlinks: true });
			placeLoader(root, loader);
			check(stage(root, loader));
		});
	});
}

const builtItems = new WeakMap<Items, string>();

function buildOnce(items: Items): string {
	const before = builtItems.get(items);
	if (before !== undefined) return before;
	const folder = mkdtempSync(join(tmpdir(), "elfspect-scene-"));
	for (const [path, item] of Object.entries(items)) item(folder, path.replace(/#.*/, ""));
	builtItems.set(items, folder);
	return folder;
}

/** Puts the loader and the host for plug-ins into a root. */
export function placeLoader(root: string, loader: MuslLoader): void {
	mkdirSync(join(root, "lib"), { recursive: true });
	mkdirSync(join(root, "t"), { recursive: true });
	cpSync(loader.file, join(root, "lib/ld-musl-x86_64.so.1"), { dereference: true });
	cpSync(dlopenHost(), join(root, "dlopen-host"));
}

function stage(root: string, { libc }: MuslLoader): Stage {
	const tree = directoryTree(root);
	const libcAt = (path: string): LibcIdentity => (path === "/lib/ld-musl-x86_64.so.1" ? libc : { kind: "unknown" });
	const base = { root: tree, libcAt, machine: 62 } as const;
	return {
		root,
		libc,
		exec: (path, request) => loadSubject({ ...base, path, mode: "exec", ...request }),
		dlopen: (path, binding, request) => loadSubject({ ...base, path, mode: "dlopen", binding, ...request }),
	};
}

const ERRNOS = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));
const WORDS: Readonly<Record<string, string>> = {
	ENOENT: "no such file or directory",
	ENOEXEC: "exec format error",
	EACCES: "permission denied",
	ENOTDIR: "not a directory",
	EIO: "input/output error",
	ELOOP: "too many levels of symbolic links",
};

/** What the kernel and the real loader do. `/proc/self/exe` stands in the root as a plain link, so that no /proc has
 *  to be mounted. */
export function reality({ root }: Pick<Stage, "root">, path: string, ...command: string[]): Reality {
	const proc = join(root, "proc/self");
	mkdirSync(proc, { recursive: true });
	rmSync(join(proc, "exe"), { force: true });
	symlinkSync(path, join(proc, "exe"));
	const [executed = path, ...rest] = command.length === 0 ? [path] : command;
	const run = spawnSync(runner(), [root, "/", executed, ...rest], { encoding: "utf8" });
	if (run.status === 42) return { outcome: "starts", lines: [] };
	const errno = /^execve (\d+)$/m.exec(run.stdout)?.[1];
	if (errno !== undefined) return { outcome: "refused", lines: [`exec ${path}: ${words(Number(errno))}`] };
	return { outcome: "refused", lines: [...new Set(run.stderr.split("\n").filter((line) => line !== ""))] };
}

function words(errno: number): string {
	const name = ERRNOS.get(errno) ?? String(errno);
	return WORDS[name] ?? (errno === 80 ? "accessing a corrupted shared library" : name);
}

/** What dlopen of the real loader says. */
export function dlopenedReality(stage: Pick<Stage, "root">, path: string, binding: "now" | "lazy"): Reality {
	return reality(stage, "/dlopen-host", "/dlopen-host", binding, path);
}

/** Our answer and the real one are the same, and both are the expected one. No lines expected: it starts. */
export function expectExec(stage: Stage, path: string, lines: readonly string[] | "starts" | "dies"): Load {
	const ours = stage.exec(path);
	const expected = expectation(lines);
	expect({ outcome: ours.outcome, lines: [...new Set(ours.lines)] }).toEqual(expected);
	expect(reality(stage, path)).toEqual(expected);
	return ours;
}

/** The same for a plug-in. */
export function expectDlopen(
	stage: Stage,
	path: string,
	binding: "now" | "lazy",
	line: string | "starts" | "dies",
): Load {
	const ours = stage.dlopen(path, binding);
	const expected = expectation(line === "starts" || line === "dies" ? line : [line]);
	expect({ outcome: ours.outcome, lines: ours.lines }).toEqual(expected);
	expect(dlopenedReality(stage, path, binding)).toEqual(expected);
	return ours;
}

function expectation(lines: readonly string[] | "starts" | "dies"): Reality {
	if (lines === "starts") return { outcome: "starts", lines: [] };
	return { outcome: "refused", lines: lines === "dies" ? [] : lines };
}
