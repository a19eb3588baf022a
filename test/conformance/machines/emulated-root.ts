import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { directoryTree } from "../../../src/input/directory-tree.ts";
import type { FileTree } from "../../../src/tree/file-tree.ts";
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

/** Unpacks a root below `base` and puts emulator and host into it.
 *  Returns undefined where there is no such archive or no emulator. */
export function emulatedRoot(base: string, archives: string, name: string, machine: Machine): EmulatedRoot | undefined {
	const kind = /^(debian|distroless)/.test(name) ? "debian" : name.startsWith("alpine") ? "alpine" : "busybox";
	const archive = join(archives, name, `${machine.archives[kind]}.tar.gz`);
	const folder = join(base, "machines", `${name}-${machine.name}`);
	if (!existsSync(archive)) return undefined;
	if (!existsSync(folder)) unpack(archive, folder);
	if (machine.emulator !== undefined && !copyEmulator(machine.emulator, folder)) return undefined;
	const loader = loaderIn(directoryTree(folder), machine.name);
	const common = { name, folder, machine };
	if (loader === undefined) return { ...common, dlopens: false };
	return { ...common, loader, dlopens: placeHost(base, folder, machine, loader) };
}

function unpack(archive: string, folder: string): void {
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	const options = ["--exclude=./dev/*", "--exclude=dev/*", "--no-same-owner"];
	execFileSync("tar", ["--extract", "--file", archive, "--directory", partial, ...options], { stdio: "ignore" });
	renameSync(partial, folder);
}

function copyEmulator(emulator: string, folder: string): boolean {
	const found = ["/usr/bin", "/usr/local/bin"].map((place) => join(place, emulator)).find(existsSync);
	if (found !== undefined && !existsSync(join(folder, "emulator"))) copyFileSync(found, join(folder, "emulator"));
	return found !== undefined;
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
