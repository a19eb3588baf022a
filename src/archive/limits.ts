/** What one input may cost. Every limit has a default here and a sentence in docs/limits.md.
 *  Units: bytes unless the name says otherwise. */
export interface InputLimits {
	/** Entries of one input, all layers together. */
	readonly entries: number;
	/** Bytes of file, folder and symlink names of one input, all layers together. */
	readonly nameBytes: number;
	/** One PAX header, GNU long name or sparse map. */
	readonly tarMetadataBytes: number;
	/** One manifest, index or configuration. */
	readonly jsonBytes: number;
	/** Images of one archive. */
	readonly images: number;
	/** Layers of one image. */
	readonly layers: number;
	/** Depth of nested image indexes. */
	readonly indexDepth: number;
	/** How many times longer than the compressed bytes their contents may be, once they are longer than `inflationFloor`. */
	readonly inflationRatio: number;
	readonly inflationFloor: number;
	/** Contents of one compressed stream. */
	readonly inflatedBytes: number;
	/** Window that a zstd or xz stream may ask for. */
	readonly windowBytes: number;
	/** Largest file that is held whole while it passes in a stream. */
	readonly bufferedFileBytes: number;
	/** Largest zip archive (jar, wheel) that is held whole while it passes in a stream. */
	readonly bufferedArchiveBytes: number;
	/** Facts kept of all files that passed in streams. */
	readonly retainedBytes: number;
	/** What follows the end of an archive in the same stream. */
	readonly trailingBytes: number;
	/** A single file from standard input. */
	readonly standardInputFileBytes: number;
}

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;

export const defaultLimits: InputLimits = {
	entries: 1_000_000,
	nameBytes: 128 * mib,
	tarMetadataBytes: mib,
	jsonBytes: 8 * mib,
	images: 64,
	layers: 512,
	indexDepth: 4,
	inflationRatio: 250,
	inflationFloor: 64 * mib,
	inflatedBytes: 256 * gib,
	windowBytes: 64 * mib,
	bufferedFileBytes: 32 * mib,
	bufferedArchiveBytes: 512 * mib,
	retainedBytes: 64 * mib,
	trailingBytes: gib,
	standardInputFileBytes: 256 * mib,
};
