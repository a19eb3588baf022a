import {
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readlinkSync,
	renameSync,
	rmSync,
	symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Lays the trees of packages together as an installation would: one folder, `/bin` and `/lib` merged into `/usr`.
 *  Files are hard links. The first package wins where two bring the same path. */
export function mergePackages(trees: readonly string[], into: string): void {
	if (existsSync(into)) return;
	const partial = `${into}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	for (const tree of trees) mergeFolder(tree, "", partial);
	renameSync(partial, into);
}

const MERGED = /^\/(bin|sbin|lib|lib32|lib64|libx32)(?=\/|$)/;

function mergeFolder(tree: string, path: string, into: string): void {
	for (const entry of readdirSync(join(tree, path), { withFileTypes: true })) {
		const here = `${path}/${entry.name}`;
		if (here === "/PACKAGE") continue;
		const target = join(into, here.replace(MERGED, "/usr/$1"));
		if (entry.isDirectory()) {
			mkdirSync(target, { recursive: true });
			mergeFolder(tree, here, into);
		} else if (!isThere(target)) {
			mkdirSync(dirname(target), { recursive: true });
			if (entry.isSymbolicLink()) symlinkSync(readlinkSync(join(tree, here)), target);
			else if (entry.isFile()) linkSync(join(tree, here), target);
		}
	}
}

/** One folder of libraries: everything that stands directly in a library folder of the packages, by its file name. */
export function collectLibraries(trees: readonly string[], folder: string, into: string): void {
	if (existsSync(into)) return;
	const partial = `${into}.partial`;
	rmSync(partial, { recursive: true, force: true });
	const target = join(partial, folder);
	mkdirSync(target, { recursive: true });
	for (const tree of trees) {
		for (const source of ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib"]) {
			if (!existsSync(join(tree, source))) continue;
			for (const entry of readdirSync(join(tree, source))) place(join(tree, source, entry), join(target, entry));
		}
	}
	renameSync(partial, into);
}

function place(file: string, target: string): void {
	if (isThere(target) || !/\.so(\.|$)/.test(basename(file))) return;
	const status = lstatSync(file);
	if (status.isFile()) linkSync(file, target);
	else if (status.isSymbolicLink() && !readlinkSync(file).startsWith("/"))
		symlinkSync(basename(readlinkSync(file)), target);
}

function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
