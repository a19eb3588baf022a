import { execFileSync } from "node:child_process";
import {
	closeSync,
	existsSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

/** Unpacks Debian packages, each into a folder of its own, keeping ELF files, scripts and symlinks only.
 *  Folders that are there already are kept. Returns the folders, by package name. */
export function unpackDebianPackages(files: readonly string[], into: string): ReadonlyMap<string, string> {
	const folders = new Map<string, string>();
	for (const file of files) {
		const name = basename(file).split("_")[0] ?? "";
		const folder = join(into, name);
		folders.set(name, folder);
		if (existsSync(folder)) continue;
		const partial = `${folder}.partial`;
		rmSync(partial, { recursive: true, force: true });
		mkdirSync(partial, { recursive: true });
		execFileSync("dpkg-deb", ["--extract", file, partial]);
		writeFileSync(join(partial, "PACKAGE"), `${basename(file)}\n`);
		for (const heavy of ["usr/share/doc", "usr/share/locale", "usr/share/man", "usr/share/icons", "usr/include"]) {
			rmSync(join(partial, heavy), { recursive: true, force: true });
		}
		prune(partial);
		renameSync(partial, folder);
	}
	return folders;
}

/** Regular files below a folder, symlinks not followed. */
export function* filesBelow(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* filesBelow(path);
		else if (entry.isFile()) yield path;
	}
}

/** The first bytes of a file. */
export function firstBytes(path: string, length: number): Buffer {
	const buffer = Buffer.alloc(length);
	const file = openSync(path, "r");
	try {
		return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
	} finally {
		closeSync(file);
	}
}

function prune(folder: string): void {
	for (const file of filesBelow(folder)) {
		if (basename(file) === "PACKAGE" || lstatSync(file).size === 0 || file.includes("/etc/ld.so.conf")) continue;
		if (!isWorthKeeping(file)) rmSync(file);
	}
}

function isWorthKeeping(file: string): boolean {
	const start = firstBytes(file, 4);
	if (start.length === 4 && start.readUInt32BE(0) === 0x7f454c46) return true;
	return start.toString("latin1", 0, 2) === "#!" && (statSync(file).mode & 0o111) !== 0;
}
