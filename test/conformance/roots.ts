import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { directoryTree } from "../../src/disk/directory-tree.ts";
import type { Lookup } from "../../src/tree/file-tree.ts";
import { openDebianArchive, type Suite } from "./corpus/debian-archive.ts";

/** A root file system in which files are tried. */
export interface Root {
	readonly name: string;
	/** Folders that are laid over one another, first on top. */
	readonly layers: readonly string[];
	readonly libc: "musl" | "glibc" | "uclibc" | "none";
	/** A program can call dlopen here: musl has it built in, glibc in libc.so.6 (from 2.34) or in libdl.so.2. */
	readonly dlopens: boolean;
}

/** Roots named in `INDEX.tsv` (name, arch, folder, ...) of the folder that ELFSPECT_ROOTS names; none without it. */
export function namedRoots(): Root[] {
	const folder = process.env.ELFSPECT_ROOTS;
	if (folder === undefined) return [];
	const rows = readFileSync(join(folder, "INDEX.tsv"), "utf8").trim().split("\n").slice(1);
	return rows
		.map((row) => row.split("\t"))
		.filter(([, arch]) => arch === "x86_64")
		.map(([name = "", , directory = ""]) => rootAt(name, [directory]));
}

/** A root made of folders; its C library is told by the loaders that stand in it. */
export function rootAt(name: string, layers: readonly string[]): Root {
	const trees = layers.map((layer) => directoryTree(layer));
	const find = (path: string) => trees.find((tree) => tree.lookup(path).found);
	if (find("/lib/ld-musl-x86_64.so.1")) return { name, layers, libc: "musl", dlopens: true };
	if (find("/lib/ld64-uClibc.so.0") ?? find("/lib/ld64-uClibc.so.1")) {
		return { name, layers, libc: "uclibc", dlopens: false };
	}
	const libc = GLIBC_FOLDERS.map((folder) => find(`${folder}/libc.so.6`)?.lookup(`${folder}/libc.so.6`)).find(Boolean);
	if (libc === undefined) return { name, layers, libc: "none", dlopens: false };
	const dlopens = exportsDlopen(libc) || GLIBC_FOLDERS.some((folder) => find(`${folder}/libdl.so.2`) !== undefined);
	// Without the loader in its place no host starts.
	return { name, layers, libc: "glibc", dlopens: dlopens && find("/lib64/ld-linux-x86-64.so.2") !== undefined };
}

const GLIBC_FOLDERS = ["/lib", "/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu"];

function exportsDlopen(libc: Lookup): boolean {
	if (!libc.found || libc.entry.type !== "file") return false;
	const content = libc.entry.content();
	return (
		content.kind === "elf" && (content.elf.dynamic?.symbols.named("dlopen") ?? []).some((one) => one.sectionIndex > 0)
	);
}

/** Root file systems that hold nothing but a C library of Debian: musl 1.2.2, 1.2.3, 1.2.5 and glibc 2.31, 2.36, 2.41
 *  with the compiler's run-time libraries. Built below `base` when they are not there.
 *  Errors: Error when the packages cannot be had. */
export function debianRoots(base: string): Root[] {
	const roots: Root[] = [];
	for (const suite of ["bullseye", "bookworm", "trixie"] as const) {
		roots.push(packagedRoot(base, suite, "musl", ["musl"]));
		roots.push(packagedRoot(base, suite, "glibc", ["libc6", "libgcc-s1", "libstdc++6"]));
	}
	return roots;
}

function packagedRoot(base: string, suite: Suite, libc: string, packages: readonly string[]): Root {
	const name = `${libc}-of-${suite}`;
	const folder = join(base, "roots", name);
	if (!existsSync(join(folder, "complete"))) buildRoot(base, folder, suite, packages);
	return rootAt(name, [folder]);
}

function buildRoot(base: string, folder: string, suite: Suite, packages: readonly string[]): void {
	rmSync(folder, { recursive: true, force: true });
	for (const part of ["bin", "lib", "lib64", "sbin"]) {
		mkdirSync(join(folder, "usr", part), { recursive: true });
		symlinkSync(`usr/${part}`, join(folder, part));
	}
	const files = openDebianArchive(suite, join(base, "archive", suite)).download(
		packages,
		join(base, "downloads", `root-${suite}-${packages[0]}`),
	);
	for (const file of files) {
		const archive = execFileSync("dpkg-deb", ["--fsys-tarfile", file], { maxBuffer: 1 << 30 });
		execFileSync("tar", ["--extract", "--keep-directory-symlink", "--directory", folder], { input: archive });
	}
	mkdirSync(join(folder, "complete"));
}
