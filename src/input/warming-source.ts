import type { ByteSource } from "../bytes/byte-source.ts";

/** Files up to this size are read as a whole when much is asked of them. */
const largestWhole = 2 * 1024 * 1024;
/** Reads of single blocks before that happens: a look at the headers needs no more. */
const singleReads = 4;
/** What the whole files that are held may take together. Facts that were read from one may hold it for longer. */
const mostHeldBytes = 8 * 1024 * 1024;

/** Files that are held whole, oldest first. */
const held = new Map<object, { readonly bytes: Buffer; readonly forget: () => void }>();
let heldBytes = 0;

/** A source that is read whole once it has been asked a few times: one system call then stands for dozens. Files that
 *  are large are left as they are. Errors: those of the source. */
export function warmingSource(source: ByteSource): ByteSource {
	if (source.size > largestWhole || source.resident) return source;
	const { name, size } = source;
	let whole: Buffer | undefined;
	let reads = 0;
	const forget = (): void => {
		whole = undefined;
		reads = 0;
	};
	const warmed: ByteSource = {
		name,
		size,
		get resident() {
			return whole === undefined ? undefined : true;
		},
		read(offset, length) {
			reads += 1;
			if (whole === undefined && reads === singleReads + 1) whole = readWhole(warmed, source, forget);
			return whole === undefined ? source.read(offset, length) : part(whole, offset, length);
		},
	};
	return warmed;
}

/** How much memory the facts of a file may hold; see {@link warmingSource}. Units: bytes. */
export function warmWeight({ size }: ByteSource): number {
	return Math.min(size, largestWhole);
}

function part(whole: Buffer, offset: number, length: number): Buffer {
	if (offset === 0 && length >= whole.length) return whole;
	return offset >= 0 ? whole.subarray(offset, offset + length) : Buffer.alloc(0);
}

/** Nothing where the file has changed its size meanwhile: it is then read bit by bit, as asked. */
function readWhole(key: object, source: ByteSource, forget: () => void): Buffer | undefined {
	const bytes = source.read(0, source.size);
	if (bytes.length !== source.size) return undefined;
	for (const [oldest, file] of held) {
		if (heldBytes + bytes.length <= mostHeldBytes) break;
		held.delete(oldest);
		heldBytes -= file.bytes.length;
		file.forget();
	}
	held.set(key, { bytes, forget });
	heldBytes += bytes.length;
	return bytes;
}
