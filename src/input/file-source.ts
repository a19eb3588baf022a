import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { ByteSource } from "../bytes/byte-source.ts";
import { InputError } from "./input-error.ts";

/** A ByteSource that holds a file open. */
export type OpenFileSource = ByteSource & {
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
	return {
		name: path,
		size: stat.size,
		read: (offset, length) => readAt(fd, offset, length, stat.size),
		close: () => closeSync(fd),
	};
}

/** A part of a source as a source of its own, sharing its file. */
export function sliceSource(source: ByteSource, name: string, start: number, size: number): ByteSource {
	const length = Math.max(0, Math.min(size, source.size - start));
	return {
		name,
		size: length,
		read(offset, count) {
			if (!(offset >= 0) || offset >= length) return Buffer.alloc(0);
			return source.read(start + offset, Math.min(count, length - offset));
		},
	};
}

/** The bytes of [offset, offset + length) of an open file of `size` bytes; less where it was cut short meanwhile. */
export function readAt(fd: number, offset: number, length: number, size: number): Buffer {
	const wanted = Math.min(length, size - offset);
	if (!(offset >= 0) || !(wanted > 0)) return Buffer.alloc(0);
	const bytes = Buffer.allocUnsafe(wanted);
	let filled = 0;
	while (filled < wanted) {
		const count = readSync(fd, bytes, filled, wanted - filled, offset + filled);
		if (count === 0) break;
		filled += count;
	}
	return bytes.subarray(0, filled);
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
			return new InputError("unreadable", name, "file", error instanceof Error ? error.message : String(error));
	}
}

/** The errno name of a failed system call. */
export function errnoOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && "syscall" in error ? String(error.code) : undefined;
}
