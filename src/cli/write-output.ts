import { closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Writes a report file whole or not at all: beside its place first, then renamed. A device or pipe that is already
 *  there (`/dev/stdout`, a FIFO) is written to directly. Errors: the file system's own. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
	if (isSpecial(path)) {
		writeAndClose(openSync(path, "w"), content);
		return;
	}
	const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
	try {
		writeAndClose(openSync(beside, "wx", 0o666), content);
		renameSync(beside, path);
	} catch (error) {
		rmSync(beside, { force: true });
		throw error;
	}
}

function isSpecial(path: string): boolean {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}

function writeAndClose(descriptor: number, content: string | Uint8Array): void {
	try {
		const bytes = typeof content === "string" ? Buffer.from(content) : content;
		for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
		if (!isSpecialDescriptor(descriptor)) fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function isSpecialDescriptor(descriptor: number): boolean {
	return !fstatSync(descriptor).isFile();
}

/** Writes to standard output and waits until it is gone; a reader that has left (`| head`) is no error. */
export function writeStdout(text: string): Promise<void> {
	return new Promise((resolve, reject) => {
		process.stdout.once("error", (error: NodeJS.ErrnoException) =>
			error.code === "EPIPE" ? resolve() : reject(error),
		);
		process.stdout.write(text, () => resolve());
	});
}
