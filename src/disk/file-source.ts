import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { errnoOf, errnoWords } from "../bytes/errno.ts";
import type { FillingSource } from "../bytes/filling-source.ts";
import { InputError } from "../bytes/input-error.ts";

/** A ByteSource that holds a file open. */
export type OpenFileSource = FillingSource & {
	/** Gives the file back; reading afterwards is a mistake of the caller. */
	close(): void;
};

/** Opens a regular file for random access: one system call per read, nothing kept.
 *  Errors: InputError `not-found`, `permission-denied`, `not-a-file`, `unreadable`. */
export function openFileSource(path: string): OpenFileSource {
	const fd = openToRead(path, path);
	const stat = fstatSync(fd);
	if (!stat.isFile()) {
		closeSync(fd);
		throw new InputError("not-a-file", path, "file", "not a regular file");
	}
	return { ...descriptorSource(fd, path, stat.size), close: () => closeSync(fd) };
}

/** An open file as a source. */
export function descriptorSource(fd: number, name: string, size: number): FillingSource {
	return {
		name,
		size,
		read: (offset, length) => readAt(fd, offset, length, size),
		fill: (target, offset) => (offset < size ? fillFrom(fd, target.subarray(0, size - offset), offset) : 0),
		identity: () => identityOf(fd),
	};
}

/** After so many milliseconds another change of a file has another time. */
const tellingAfter = 2000;

/** What stat(2) tells an open file and its state by. ctime is nobody's to set, and moves with every change; only one
 *  that follows another at once may not show. */
export function identityOf(fd: number): string | undefined {
	const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = fstatSync(fd, { bigint: true });
	if (Date.now() - Number(ctimeMs) < tellingAfter) return undefined;
	return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/** The bytes of [offset, offset + length) of an open file of `size` bytes; less where it was cut short meanwhile. */
export function readAt(fd: number, offset: number, length: number, size: number): Buffer {
	const wanted = Math.min(length, size - offset);
	if (!(offset >= 0) || !(wanted > 0)) return Buffer.alloc(0);
	const bytes = Buffer.allocUnsafe(wanted);
	return bytes.subarray(0, fillFrom(fd, bytes, offset));
}

/** Reads from `offset` on until `target` is full or the file ends; says how many bytes there were. */
export function fillFrom(fd: number, target: Buffer, offset: number): number {
	let filled = 0;
	while (filled < target.length) {
		const count = readSync(fd, target, filled, target.length - filled, offset + filled);
		if (count === 0) break;
		filled += count;
	}
	return filled;
}

/** A descriptor for reading. Without blocking on a pipe, and with `noFollow` without following a last symlink.
 *  Errors: InputError, as {@link openFileSource}. */
export function openToRead(path: string | Buffer, name: string, noFollow = false): number {
	try {
		const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants;
		return openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | (noFollow ? O_NOFOLLOW : 0));
	} catch (error) {
		throw openingError(error, name);
	}
}

/** What a failed system call on an input means, in our words. Anything without an errno is not ours and passes through. */
export function openingError(error: unknown, name: string): unknown {
	switch (errnoOf(error)) {
		case undefined:
			return error;
		case "ENOENT":
		case "ENOTDIR":
			return new InputError("not-found", name, "file", "no such file or directory");
		case "EACCES":
		case "EPERM":
			return new InputError("permission-denied", name, "file", "permission denied");
		default:
			return new InputError("unreadable", name, "file", errnoWords(error));
	}
}

/** Whether a path leads to anything on this machine. */
export function isOnDisk(path: string): boolean {
	return existsSync(path);
}
