import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const STDOUT = 1;

/** Writes chunks to a file as they come, beside its place first, so that it is there whole or not at all; `-` is standard
 *  output. Errors: the file system's own, and those of the chunks. */
export async function writeChunksWhole(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
	if (path === "-") return writeChunks(STDOUT, chunks);
	const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
	const descriptor = openSync(beside, "wx", 0o666);
	try {
		await writeChunks(descriptor, chunks);
		closeSync(descriptor);
		renameSync(beside, path);
	} catch (error) {
		rmSync(beside, { force: true });
		throw error;
	}
}

async function writeChunks(descriptor: number, chunks: AsyncIterable<Buffer>): Promise<void> {
	for await (const chunk of chunks) {
		for (let done = 0; done < chunk.length; ) {
			try {
				done += writeSync(descriptor, chunk, done);
			} catch (error) {
				// A pipe is full: its reader needs a moment.
				if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
		}
	}
}
