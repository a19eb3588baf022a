import type { ByteSource } from "../bytes/byte-source.ts";
import { addressSpace } from "./address-space.ts";
import { PF, PT } from "./constants.ts";
import { dynamicContext } from "./dynamic-context.ts";
import { readDynamicFacts } from "./dynamic-facts.ts";
import type { ElfFile, Segment } from "./elf-file.ts";
import { type FileHeader, readFileHeader } from "./file-header.ts";
import { readInterpreter } from "./interpreter.ts";
import { lazy } from "./lazy.ts";
import { readNotes } from "./notes.ts";
import { readProgramHeaders, tableProblem } from "./program-headers.ts";

export { isElf } from "./file-header.ts";

/** The facts of an ELF file.
 *  Cost: header, program headers, PT_DYNAMIC and the names in it; notes, versions, symbols and relocations are read
 *  when they are first asked for, from the same source.
 *  Errors: ElfFormatError and nothing else, at once or from the lazy parts. */
export function parseElf(source: ByteSource): ElfFile {
	const header = readFileHeader(source);
	const segments = readProgramHeaders(header);
	const notes = lazy(() => readNotes(header.reader, segments));
	return {
		...headerFacts(header),
		segments,
		...readInterpreter(header.reader, segments),
		...stackFacts(segments),
		...tlsFacts(segments),
		...dynamicPart(header, segments),
		get notes() {
			return notes();
		},
	};
}

function headerFacts(header: FileHeader): Omit<ElfFile, "segments" | "notes"> {
	const { layout, osAbi, abiVersion, type, machine, flags, identification } = header;
	const headerProblem = tableProblem(header);
	return {
		class: layout.is64 ? "ELF64" : "ELF32",
		endianness: layout.littleEndian ? "little" : "big",
		identification,
		osAbi,
		abiVersion,
		type,
		machine,
		flags,
		...(headerProblem === undefined ? {} : { headerProblem }),
	};
}

/** The last segment of a type: the one that kernel and loaders keep. */
function lastOf(segments: readonly Segment[], wanted: number): Segment | undefined {
	return segments.findLast(({ type }) => type === wanted);
}

function stackFacts(segments: readonly Segment[]): Pick<ElfFile, "gnuStack"> {
	const segment = lastOf(segments, PT.PT_GNU_STACK);
	if (segment === undefined) return {};
	return { gnuStack: { executable: (segment.flags & PF.PF_X) !== 0, sizeBytes: Number(segment.memorySizeBytes) } };
}

function tlsFacts(segments: readonly Segment[]): Pick<ElfFile, "tls"> {
	const segment = lastOf(segments, PT.PT_TLS);
	if (segment === undefined) return {};
	return { tls: { sizeBytes: Number(segment.memorySizeBytes), alignment: Number(segment.alignment) } };
}

function dynamicPart(header: FileHeader, segments: readonly Segment[]): Pick<ElfFile, "dynamic"> {
	const segment = lastOf(segments, PT.PT_DYNAMIC);
	if (segment === undefined) return {};
	const space = addressSpace(header.reader, segments);
	return { dynamic: readDynamicFacts(dynamicContext(space, segment, header.machine), segments) };
}
