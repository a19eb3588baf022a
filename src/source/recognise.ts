import { compressionOf } from "../archive/compression-format.ts";
import { blockBytes, hasValidChecksum, isZeroBlock } from "../archive/tar/tar-header.ts";
import { natureOf } from "../image/layers/nature.ts";
import { isElf } from "../tree/file-content.ts";

/** Bytes that tell what an input is. */
export const recognisingBytes = blockBytes;

/** What an input is by its first bytes: never by its name. `file` is an ELF file, script or zip file. */
export function recognise(first: Buffer): "file" | "tar" | "compressed" | undefined {
	if (isElf(first) || natureOf(first) !== "plain") return "file";
	if (compressionOf(first) !== "none") return "compressed";
	const block = first.subarray(0, blockBytes);
	return block.length === blockBytes && (hasValidChecksum(block) || isZeroBlock(block)) ? "tar" : undefined;
}
