import { closeSync, fstatSync, type Stats } from "node:fs";
import type { FillingSource } from "../bytes/filling-source.ts";
import { InputError } from "../bytes/input-error.ts";
import { fillFrom, identityOf, openToRead, readAt } from "./file-source.ts";

/** Descriptors that all pooled files together keep open, far under any usual RLIMIT_NOFILE. */
const mostOpenFiles = 64;
const openFiles = new Map<string, number>();

/** A file of a folder as a source: opened when first read, and given up again when many others are read.
 *  `found` is what lstat(2) said of it; a file that changed since then is refused, not mixed up.
 *  Errors, when read: InputError `not-found`, `permission-denied`, `not-a-file`, `changed`, `unreadable`. */
export function pooledFile(path: string | Buffer, name: string, found: Stats): FillingSource {
	const key = typeof path === "string" ? path : path.toString("latin1");
	return {
		name,
		size: found.size,
		read: (offset, length) => readAt(descriptor(key, path, name, found), offset, length, found.size),
		fill: (target, offset) =>
			fillFrom(descriptor(key, path, name, found), target.subarray(0, Math.max(0, found.size - offset)), offset),
		identity: () => identityOf(descriptor(key, path, name, found)),
	};
}

/** Closes whatever the pool holds; files are opened again when read again. */
export function closePooledFiles(): void {
	for (const fd of openFiles.values()) closeSync(fd);
	openFiles.clear();
}

function descriptor(key: string, path: string | Buffer, name: string, found: Stats): number {
	const known = openFiles.get(key);
	if (known !== undefined) openFiles.delete(key);
	const fd = known ?? openSame(path, name, found);
	openFiles.set(key, fd);
	if (openFiles.size > mostOpenFiles) closeOldest();
	return fd;
}

function closeOldest(): void {
	for (const [key, fd] of openFiles) {
		closeSync(fd);
		openFiles.delete(key);
		return;
	}
}

function openSame(path: string | Buffer, name: string, found: Stats): number {
	const fd = openToRead(path, name, true);
	const now = fstatSync(fd);
	if (now.ino === found.ino && now.dev === found.dev && now.size === found.size) return fd;
	closeSync(fd);
	throw new InputError("changed", name, "file", "changed while it was read");
}
