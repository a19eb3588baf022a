import type { ByteSource } from "./byte-source.ts";

/** A source over bytes that are in memory already.
 *  The buffer is shared, not copied: reads are views of it. */
export function memorySource(name: string, buffer: Buffer): ByteSource {
	return {
		name,
		size: buffer.length,
		inMemory: true,
		read: (offset, length) => buffer.subarray(offset, offset + length),
	};
}
