import type { ByteReader } from "../bytes/byte-reader.ts";
import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { decodeText } from "../bytes/text.ts";
import { PT } from "./constants.ts";
import type { ElfFile, Segment } from "./elf-file.ts";

/** PATH_MAX of the kernel, NUL included. */
const PATH_MAX = 4096;

/** What the first PT_INTERP says (the kernel stops at the first one), and what the kernel would refuse about it.
 *  A problem starts with the errno's name.
 *  Source: load_elf_binary in fs/binfmt_elf.c of Linux. */
export function readInterpreter(
	reader: ByteReader,
	segments: readonly Segment[],
): Pick<ElfFile, "interpreter" | "interpreterProblem"> {
	const segment = segments.find(({ type }) => type === PT.PT_INTERP);
	if (segment === undefined) return {};
	const { fileSizeBytes: size, offset } = segment;
	if (size < 2 || size > PATH_MAX) return { interpreterProblem: `ENOEXEC: PT_INTERP has ${size} bytes` };
	try {
		return interpreterText(reader.view(offset, size, "PT_INTERP").bytes(0, size));
	} catch (error) {
		if (error instanceof ElfFormatError) return { interpreterProblem: `EIO: ${error.message}` };
		throw error;
	}
}

function interpreterText(bytes: Buffer): Pick<ElfFile, "interpreter" | "interpreterProblem"> {
	const interpreter = decodeText(bytes.subarray(0, bytes.indexOf(0) === -1 ? bytes.length : bytes.indexOf(0)));
	const terminated = bytes[bytes.length - 1] === 0;
	return terminated ? { interpreter } : { interpreter, interpreterProblem: "ENOEXEC: PT_INTERP does not end in NUL" };
}
