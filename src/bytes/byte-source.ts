import type { ArenaBuffer } from "./arena-buffer.ts";

/** Random access to the bytes of one file, read only where asked.
 *  Units: offsets and lengths in bytes from the start of the file.
 *  A source never grows a request into a larger allocation than `size` allows. */
export interface ByteSource {
	/** What error messages call this file. */
	readonly name: string;
	/** Length of the file in bytes. */
	readonly size: number;
	/** The bytes are in memory already: a read costs nothing and needs no caching. */
	readonly inMemory?: true;
	/** Where they are in memory for a while; `read` copies even then. */
	readonly arenaBuffer?: ArenaBuffer;
	/** The bytes of [offset, offset + length), cut short at the end of the file. */
	read(offset: number, length: number): Buffer;
}
