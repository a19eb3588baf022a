import { type Pack, pack } from "tar-stream";

/** What an entry's header says. Sizes in bytes; times are whole seconds. */
export interface TarHeader {
	readonly name: string;
	readonly mode: number;
	readonly mtime: Date;
	readonly uid?: number;
	readonly gid?: number;
	readonly size?: number;
	readonly type?: "file" | "directory" | "symlink" | "link";
	readonly linkname?: string;
}

/** The bytes of an archive, entries as `write` puts them. Nothing is held but what is being written.
 *  Errors: those of `write`. */
export async function* tarOf(write: (tar: Pack) => Promise<void>): AsyncGenerator<Buffer> {
	const tar = pack();
	let failure: unknown;
	const written = write(tar).then(
		() => tar.finalize(),
		(error: unknown) => {
			failure = error;
			tar.destroy(new Error("not written to its end"));
		},
	);
	try {
		for await (const chunk of tar) if (chunk instanceof Uint8Array) yield Buffer.from(chunk);
	} catch (error) {
		throw failure ?? error;
	}
	await written;
	if (failure !== undefined) throw failure;
}

/** Puts an entry without data. */
export async function putEntry(tar: Pack, header: TarHeader): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		tar.entry(header, "", (error) => (error ? reject(error) : resolve()));
	});
}

/** Puts an entry with its data, whose length the header says. Errors: those of the chunks. */
export async function putData(
	tar: Pack,
	header: TarHeader,
	chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
	let ended: (error?: Error | null) => void = () => {};
	const closed = new Promise<void>((resolve, reject) => {
		ended = (error) => (error ? reject(error) : resolve());
	});
	// Nobody waits for it where the chunks end with an error.
	closed.catch(() => {});
	const sink = tar.entry(header, (error) => ended(error));
	sink.on("error", (error) => ended(error));
	for await (const chunk of chunks) {
		if (!sink.write(chunk)) await new Promise<void>((resolve) => sink.once("drain", () => resolve()));
	}
	sink.end(Buffer.alloc(0));
	await closed;
}
