import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { TargetResult } from "../../../src/verdict/report.ts";
import { realRoots } from "../../loader/support/real-roots.ts";
import { debianMusl, runner } from "../../loader/support/tools.ts";
import { reportOf } from "../run-inspect.ts";

/** A root file system in which programs are really started, and what it is called on the command line. */
export interface Base {
	readonly name: string;
	/** What stands behind `--target`: a built-in target for a real image's root, else the folder itself. */
	readonly target: string;
	readonly root: string;
}

/** How a program really started. */
export interface Start {
	readonly status: number | null;
	readonly stdout: string;
	/** In a runtime's words where the kernel refuses it. */
	readonly firstLine: string;
}

const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function emptyRoot(): string {
	const root = mkdtempSync(join(tmpdir(), "elfspect-base-"));
	folders.push(root);
	return root;
}

/** Nothing at all. */
export function scratch(): Base {
	return { name: "scratch", target: "scratch", root: emptyRoot() };
}

/** A base with nothing but musl as Debian packages it, and real Alpine roots where there are any. */
export function muslBases(...releases: readonly string[]): readonly Base[] {
	const root = emptyRoot();
	mkdirSync(join(root, "lib"));
	mkdirSync(join(root, "etc"));
	cpSync(debianMusl, join(root, "lib/ld-musl-x86_64.so.1"), { dereference: true });
	return [{ name: "a base with musl", target: root, root }, ...realBases(releases)];
}

/** glibc alone, as busybox:glibc has it: no libgcc_s, no libstdc++, no zlib. */
const GLIBC = /^(ld-linux-x86-64|lib(c|m|dl|pthread|rt|resolv|util|nss_\w+))\.so\.\d$/;

/** A base with nothing but this machine's glibc, and the real roots of that name where there are any. */
export function glibcBases(...names: readonly string[]): readonly Base[] {
	const root = emptyRoot();
	const libraries = spawnSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" }).stdout;
	mkdirSync(join(root, "lib"));
	symlinkSync("lib", join(root, "lib64"));
	for (const [, path = ""] of libraries.matchAll(/x86-64.* => (\/\S+)$/gm)) {
		if (GLIBC.test(basename(path))) cpSync(path, join(root, "lib", basename(path)), { dereference: true });
	}
	return [{ name: "a base with glibc", target: root, root }, ...realBases(names)];
}

/** Copies of real roots, to be added to. Those that are not here are told of. */
export function realBases(names: readonly string[]): readonly Base[] {
	return names.flatMap((name) => {
		const found = realRoots().find((root) => root.name === name);
		if (found === undefined) {
			console.warn(`SKIPPED: the real root of ${name}; ELFSPECT_EXTRACTED_ROOTS names none`);
			return [];
		}
		const root = emptyRoot();
		cpSync(found.folder, root, { recursive: true, verbatimSymlinks: true });
		return [{ name, target: name, root }];
	});
}

/** The prediction for a file on a base. */
export function predicted(file: string, { target }: Pick<Base, "target">, ...more: readonly string[]): TargetResult {
	const result = reportOf([file, "--target", target, ...more]).subjects[0]?.results[0];
	if (result === undefined) throw new Error(`no result for ${file} on ${target}`);
	return result;
}

/** Every remedy of a result, in order. */
export function remediesOf({ findings }: TargetResult): readonly string[] {
	return findings.filter(({ severity }) => severity !== "info").flatMap(({ remedies }) => remedies);
}

/** Puts a file into a base under a path. */
export function placed(file: string, { root }: Base, path: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	cpSync(file, join(root, path), { dereference: true });
}

const ERRNO_WORDS: Readonly<Record<string, string>> = {
	2: "no such file or directory",
	8: "exec format error",
	13: "permission denied",
};

/** Starts a file in a base under its own name in the root folder. */
export function started(file: string, base: Base, ...parameters: readonly string[]): Start {
	const path = `/${basename(file)}`;
	placed(file, base, path);
	return startedThere(path, base, ...parameters);
}

/** Starts what stands in a base. `/proc/self/exe` is a plain link, so that nothing has to be mounted. */
export function startedThere(path: string, { root }: Base, ...parameters: readonly string[]): Start {
	const proc = join(root, "proc/self");
	mkdirSync(proc, { recursive: true });
	if (existsSync(proc)) rmSync(join(proc, "exe"), { force: true });
	symlinkSync(path, join(proc, "exe"));
	const { status, stdout, stderr } = spawnSync(runner(), [root, "/", path, ...parameters], { encoding: "utf8" });
	const errno = /^execve (\d+)$/m.exec(stdout)?.[1];
	const refusal = errno === undefined ? undefined : `exec ${path}: ${ERRNO_WORDS[errno] ?? errno}`;
	return { status, stdout, firstLine: refusal ?? stderr.split("\n")[0] ?? "" };
}

/** A predicted line with the path under which the file was started. */
export function lineOf({ message = "" }: TargetResult, file: string): string {
	return message.replaceAll(file, `/${basename(file)}`);
}
