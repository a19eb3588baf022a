import type { ByteSource } from "../../src/bytes/byte-source.ts";

/** A source that counts what is read from it. */
export interface CountingSource extends ByteSource {
	readonly count: { reads: number; bytes: number };
}

/** A file of `size` bytes that is zero but for `parts`, which are never joined: as sparse as a file can be. */
export function sparseSource(name: string, size: number, parts: ReadonlyMap<number, Buffer>): CountingSource {
	const count = { reads: 0, bytes: 0 };
	return {
		name,
		size,
		count,
		read(offset, length) {
			const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
			count.reads += 1;
			count.bytes += bytes.length;
			for (const [start, part] of parts) {
				const from = Math.max(start, offset);
				const to = Math.min(start + part.length, offset + bytes.length);
				if (from < to) part.copy(bytes, from - offset, from - start, to - start);
			}
			return bytes;
		},
	};
}
