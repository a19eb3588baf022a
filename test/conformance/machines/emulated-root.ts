import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { directoryTree } from "../../../src/disk/directory-tree.ts";
import type { FileTree } from "../../../src/tree/file-tree.ts";
import { unpackDrawnPackages } from "./drawn-packages.ts";
import type { Machine } from "./machine.ts";

/** A root file system of another machine, unpacked, with what runs its programs. */
export interface EmulatedRoot {
	readonly name: string;
	readonly folder: string;
	readonly machine: Machine;
	/** musl's loader, or that of glibc; absent where there is none. */
	readonly loader?: { readonly path: string; readonly libc: "musl" | "glibc" };
	/** A program that calls dlopen could be built and starts here. */
	readonly dlopens: boolean;
}

const MUSL: Readonly<Record<string, string>> = { armv7l: "armhf", ppc64le: "powerpc64le" };
const GLIBC: Readonly<Record<string, string>> = {
	aarch64: "/lib/ld-linux-aarch64.so.1",
	armv7l: "/lib/ld-linux-armhf.so.3",
	i386: "/lib/ld-linux.so.2",
	ppc64le: "/lib64/ld64.so.2",
	s390x: "/lib/ld64.so.1",
	riscv64: "/lib/ld-linux-riscv64-lp64d.so.1",
};

/** The root of a base image, unpacked below `base`, with emulator and host in it.
 *  Returns undefined where there is no such archive or no emulator. */
export function imageRoot(base: string, archives: string, name: string, machine: Machine): EmulatedRoot | undefined {
	const archive = join(archives, name, `${machine.name}.tar.gz`);
	if (!existsSync(archive)) return undefined;
	return emulatedRoot(base, name, machine, (folder) => unpack(archive, folder));
}

/** A root made of Debian's packages, which no image is; see {@link unpackDrawnPackages}.
 *  Returns undefined where there is no emulator. */
export function drawnRoot(base: string, machine: Machine): EmulatedRoot | undefined {
	return emulatedRoot(base, DRAWN, machine, (folder) => unpackDrawnPackages(base, machine.debian, folder));
}

/** What the root of drawn packages is called. */
export const DRAWN = "debian-drawn";

function emulatedRoot(
	base: string,
	name: string,
	machine: Machine,
	fill: (folder: string) => void,
): EmulatedRoot | undefined {
	if (!canRun(machine)) return undefined;
	const folder = filled(join(base, "machines", `${name}-${machine.name}`), fill);
	placeEmulator(machine, folder);
	const loader = loaderIn(directoryTree(folder), machine.name);
	const common = { name, folder, machine };
	if (loader === undefined) return { ...common, dlopens: false };
	return { ...common, loader, dlopens: placeHost(base, folder, machine, loader) };
}

/** A folder that is filled once, and never found half full. */
function filled(folder: string, fill: (partial: string) => void): string {
	if (existsSync(folder)) return folder;
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	fill(partial);
	renameSync(partial, folder);
	return folder;
}

function unpack(archive: string, folder: string): void {
	const options = ["--exclude=./dev/*", "--exclude=dev/*", "--no-same-owner"];
	execFileSync("tar", ["--extract", "--file", archive, "--directory", folder, ...options], { stdio: "ignore" });
}

/** Whether programs of a machine can be run here. */
function canRun({ emulator }: Machine): boolean {
	return emulator === undefined || installed(emulator) !== undefined;
}

function installed(emulator: string): string | undefined {
	return ["/usr/bin", "/usr/local/bin"].map((place) => join(place, emulator)).find(existsSync);
}

function placeEmulator({ emulator }: Machine, folder: string): void {
	const found = emulator === undefined ? undefined : installed(emulator);
	if (found !== undefined && !existsSync(join(folder, "emulator"))) copyFileSync(found, join(folder, "emulator"));
}

function loaderIn(tree: FileTree, machine: string): EmulatedRoot["loader"] {
	const musl = `/lib/ld-musl-${MUSL[machine] ?? machine}.so.1`;
	if (tree.lookup(musl).found) return { path: musl, libc: "musl" };
	const glibc = GLIBC[machine];
	return glibc !== undefined && tree.lookup(glibc).found ? { path: glibc, libc: "glibc" } : undefined;
}

/** Builds the host for a C library and machine once. For glibc it needs a libdl, or a release that has none. */
function placeHost(
	base: string,
	folder: string,
	machine: Machine,
	loader: NonNullable<EmulatedRoot["loader"]>,
): boolean {
	const host = join(base, "machines", `host-${loader.libc}-${machine.name}`);
	if (!existsSync(host) && !buildHost(host, folder, machine, loader)) return false;
	copyFileSync(host, join(folder, "dlopen-host"));
	const probe = run({ name: "", folder, machine, loader, dlopens: true }, ["/dlopen-host", "now", "/nothing.so"]);
	return probe.status === 1 && probe.lines.some((line) => line.includes("/nothing.so"));
}

const SOURCE = "test/conformance/machines/dlopen-host.c";
const BARE = ["-DMUSL", "-nostdlib", "-nostartfiles", "-fPIE", "-pie", "-fno-stack-protector", "-Wl,-e,_start"];

function buildHost(
	output: string,
	folder: string,
	machine: Machine,
	{ path, libc }: NonNullable<EmulatedRoot["loader"]>,
): boolean {
	const library = `${output}.libc.so`;
	if (libc === "musl") copyFileSync(join(folder, path), library);
	const parts = libc === "musl" ? [...BARE, SOURCE, library, `-Wl,--dynamic-linker=${path}`] : [SOURCE, "-ldl"];
	return machine.compilers.some(([command = "", ...options]) => {
		const target = libc === "musl" ? "musl" : "gnu";
		const release = options.includes("-target") && libc === "glibc" ? ".2.31" : "";
		const flags = options.map((option) =>
			option.includes("%libc") ? option.replace("%libc", target) + release : option,
		);
		return spawnSync(command, [...flags, "-O1", "-w", "-o", output, ...parts], { stdio: "ignore" }).status === 0;
	});
}

/** What a program in a root came to. */
export interface EmulatedRun {
	readonly status: number | null;
	readonly signal: string | null;
	readonly lines: readonly string[];
}

/** Runs a program inside a root. musl's host goes through the loader, which needs no PT_INTERP of the host. */
export function run(
	{ folder, machine, loader }: EmulatedRoot,
	command: readonly [string, ...string[]],
	environment: Readonly<Record<string, string>> = {},
): EmulatedRun {
	const viaLoader = loader?.libc === "musl" && command[0] === "/dlopen-host" ? [loader.path] : [];
	const emulator = machine.emulator === undefined ? [] : ["/emulator"];
	const result = spawnSync("chroot", [folder, ...emulator, ...viaLoader, ...command], {
		encoding: "utf8",
		timeout: 20_000,
		env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...environment },
	});
	const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line !== "");
	return { status: result.status, signal: result.signal, lines };
}
