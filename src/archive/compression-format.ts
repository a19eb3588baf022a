/** How a stream is compressed, as far as anybody packs archives so. */
export type Compression = "gzip" | "zstd" | "xz" | "bzip2" | "none";

/** Bytes that tell how a stream is compressed. */
export const compressionBytes = 6;

/** How bytes that start so are compressed. */
export function compressionOf(first: Buffer): Compression {
	const start = first.toString("hex", 0, compressionBytes);
	if (start.startsWith("1f8b")) return "gzip";
	if (start.startsWith("28b52ffd") || /^5.2a4d18/.test(start)) return "zstd";
	if (start.startsWith("fd377a585a00")) return "xz";
	return start.startsWith("425a68") ? "bzip2" : "none";
}
