import {
	closeSync,
	fstatSync,
	fsyncSync,
	openSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { uninterrupted } from "../disk/uninterrupted.ts";

/** What is written: a text, bytes, or texts that are made as they are written. */
type Content = string | Uint8Array | Iterable<string>;

/** Writes a report file whole or not at all: beside its place first, then renamed; a signal waits until it is done. A
 *  symlink stays, what it leads to is replaced. A device or pipe that is already there (a FIFO) is written to directly,
 *  and so is an open descriptor (`/dev/stdout`), whatever is behind it. Errors: the file system's own. */
export function writeFileWhole(path: string, content: Content): void {
	const descriptor = openDescriptor(resolve(path));
	if (descriptor !== undefined) writeAll(descriptor, content);
	else if (isSpecial(path)) writeAndClose(openSync(path, "w"), content);
	else uninterrupted(() => replaceFile(path, realPlace(path), content));
}

/** The number behind a name of one of our own descriptors. */
function openDescriptor(path: string): number | undefined {
	const standard = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].indexOf(path);
	if (standard !== -1) return standard;
	const number = /^\/(?:dev|proc\/self)\/fd\/(\d{1,5})$/.exec(path)?.[1];
	return number === undefined ? undefined : Number(number);
}

/** Where a symlink leads; a path that leads nowhere stays as it is. */
function realPlace(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}

function replaceFile(path: string, place: string, content: Content): void {
	const beside = join(dirname(place), `.${basename(place)}.${process.pid}.part`);
	try {
		writeAndClose(openSync(beside, "wx", 0o666), content);
		renameSync(beside, place);
	} catch (error) {
		rmSync(beside, { force: true });
		if (error instanceof Error) error.message = error.message.replace(beside, path);
		throw error;
	}
}

function isSpecial(path: string): boolean {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}

function writeAndClose(descriptor: number, content: Content): void {
	try {
		writeAll(descriptor, content);
		if (!isSpecialDescriptor(descriptor)) fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function writeAll(descriptor: number, content: Content): void {
	for (const bytes of chunksOf(content)) {
		for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
	}
}

/** Texts that are gathered before they are written, in letters. */
const CHUNK_LETTERS = 1 << 18;

function* chunksOf(content: Content): Generator<Uint8Array> {
	if (content instanceof Uint8Array) return yield content;
	let gathered = "";
	for (const text of typeof content === "string" ? [content] : content) {
		gathered += text;
		if (gathered.length < CHUNK_LETTERS) continue;
		yield Buffer.from(gathered);
		gathered = "";
	}
	yield Buffer.from(gathered);
}

function isSpecialDescriptor(descriptor: number): boolean {
	return !fstatSync(descriptor).isFile();
}

const STDOUT = 1;

/** Writes to standard output and waits until it is gone; a reader that has left (`| head`) is no error. Files and pipes
 *  are written to directly, because Node takes its time to open its stream; the stream helps where a pipe is full. */
export async function writeStdout(content: Content): Promise<void> {
	const isPlain = isPlainDescriptor(STDOUT);
	for (const bytes of chunksOf(content)) {
		const done = isPlain ? writtenAtOnce(STDOUT, bytes) : 0;
		if (done < bytes.length && !(await writeStream(bytes.subarray(done)))) return;
	}
}

/** How many bytes could be written without waiting for a reader; all of them when the reader has left. */
function writtenAtOnce(descriptor: number, bytes: Uint8Array): number {
	let done = 0;
	try {
		while (done < bytes.length) done += writeSync(descriptor, bytes, done);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		if (code === "EPIPE") return bytes.length;
		if (code !== "EAGAIN") throw error;
	}
	return done;
}

/** Whether there is still a reader. */
function writeStream(bytes: Uint8Array): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const failed = (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? resolve(false) : reject(error));
		process.stdout.once("error", failed);
		process.stdout.write(bytes, (error) => {
			const isGone = error !== null && error !== undefined;
			// The event that tells of an error comes behind this call.
			if (!isGone) process.stdout.off("error", failed);
			resolve(!isGone);
		});
	});
}

/** What standard output is where the report goes; only a terminal has colour and a width. */
export function stdoutTerminal(): { readonly isTTY?: boolean; readonly columns?: number } {
	return isPlainDescriptor(STDOUT) ? {} : process.stdout;
}

/** Linux's major number of null(4), zero(4) and their like. */
const MEMORY_DEVICES = 1;

/** A file, a pipe or /dev/null: certainly no terminal, and nothing that must be waited for. */
function isPlainDescriptor(descriptor: number): boolean {
	try {
		const stat = fstatSync(descriptor);
		if (stat.isFile() || stat.isFIFO()) return true;
		return process.platform === "linux" && stat.isCharacterDevice() && ((stat.rdev >> 8) & 0xfff) === MEMORY_DEVICES;
	} catch {
		return false;
	}
}
