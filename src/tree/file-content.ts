import { BLOCK_BYTES } from "../bytes/block-cache.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { errnoOf, errnoWords } from "../bytes/errno.ts";
import { InputError } from "../bytes/input-error.ts";
import { parseElf } from "../elf/parse-elf.ts";
import type { FileContent } from "./file-tree.ts";
import { FOREIGN_BYTES, foreignFormat } from "./foreign-format.ts";
import { parseShebang } from "./shebang.ts";

/** What the kernel reads to find out how to start a file: BINPRM_BUF_SIZE. */
export const firstBytes = 256;

/** Says what a file is by its first bytes, and reads the facts of an ELF file.
 *  A file that cannot be read is `malformed-elf` with code `unreadable`: it must never be taken for something known. */
export function classifyContent(source: ByteSource): FileContent {
	if (source.size === 0) return { kind: "empty" };
	return readContent(() => {
		const first = source.read(0, source.arenaBuffer === undefined ? BLOCK_BYTES : firstBytes);
		if (isElf(first)) return { kind: "elf", elf: parseElf(primed(source, first)) };
		return parseShebang(first.subarray(0, firstBytes)) ?? otherContent(first);
	});
}

/** A file that is neither an ELF file nor a script, by its first bytes. */
export function otherContent(first: Buffer): FileContent {
	const foreign = foreignFormat(first.subarray(0, FOREIGN_BYTES));
	return { kind: "other", ...(foreign === undefined ? {} : { foreign }) };
}

/** The facts of a file that starts as ELF files do. */
export function elfContent(source: ByteSource): FileContent {
	return readContent(() => ({ kind: "elf", elf: parseElf(source) }));
}

/** The first line of a file that starts as scripts do. Reads no more than the kernel does. */
export function scriptContent(source: ByteSource): FileContent {
	return readContent(() => parseShebang(source.read(0, firstBytes)) ?? { kind: "other" });
}

function readContent(read: () => FileContent): FileContent {
	try {
		return read();
	} catch (error) {
		return { kind: "malformed-elf", error: formatError(error) };
	}
}

/** A source whose first block has been read: it is given out once instead of being read again. */
function primed(source: ByteSource, block: Buffer): ByteSource {
	if (source.arenaBuffer !== undefined) return source;
	let first: Buffer | undefined = block;
	return {
		...source,
		read(offset, length) {
			const again = offset === 0 && length === BLOCK_BYTES ? first : undefined;
			first = undefined;
			return again ?? source.read(offset, length);
		},
	};
}

/** Whether bytes start as an ELF file does (EI_MAG0 to EI_MAG3). */
export function isElf(first: Buffer): boolean {
	return first.length >= 4 && first.readUInt32BE(0) === 0x7f454c46;
}

/** The content of a file that cannot be looked into. */
export function unreadableContent(because: string): FileContent {
	return { kind: "malformed-elf", error: unreadable(because) };
}

function unreadable(because: string): ElfFormatError {
	return new ElfFormatError("unreadable", "file", 0, `it cannot be read: ${because}`);
}

function formatError(error: unknown): ElfFormatError {
	if (error instanceof ElfFormatError) return error;
	if (error instanceof InputError) return unreadable(error.detail);
	if (error instanceof Error && errnoOf(error) !== undefined) return unreadable(errnoWords(error));
	throw error;
}
