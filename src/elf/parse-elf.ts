import type { ByteSource } from "../bytes/byte-source.ts";
import { addressSpace } from "./address-space.ts";
import { ET, PF, PT } from "./constants.ts";
import { type DynamicContext, dynamicContext } from "./dynamic-context.ts";
import { readDynamicFacts } from "./dynamic-facts.ts";
import type { DynamicFacts, ElfFile, NoteFacts, Segment } from "./elf-file.ts";
import { type FileHeader, readFileHeader } from "./file-header.ts";
import { readInterpreter } from "./interpreter.ts";
import { lazy } from "./lazy.ts";
import { withLazyParts } from "./lazy-parts.ts";
import { findMalformations, type MalformationParts } from "./malformations.ts";
import { readNotes } from "./notes.ts";
import { readProgramHeaders, tableProblem } from "./program-headers.ts";
import { leavesRelocations } from "./start-calls/left-relocations.ts";
import { x86Decoder } from "./start-calls/x86-64.ts";

/** e_version; e_entry follows it in either class. */
const VERSION_OFFSET = 20;

export { isElf } from "./file-header.ts";

/** The facts of an ELF file.
 *  Cost: header, program headers, PT_DYNAMIC and the names in it; notes, versions, symbols and relocations are read
 *  when they are first asked for, from the same source.
 *  Errors: ElfFormatError and nothing else, at once or from the lazy parts. */
export function parseElf(source: ByteSource): ElfFile {
	const header = readFileHeader(source);
	const segments = readProgramHeaders(header);
	const notes = lazy(() => readNotes(header.reader, segments));
	const part = dynamicPart(header, segments);
	const malformations = lazy(() => findMalformations(malformationParts(header, segments, part)));
	const { layout, osAbi, abiVersion, type, machine, flags, identification } = header;
	const { interpreter, interpreterProblem } = readInterpreter(header.reader, segments);
	const facts = {
		class: layout.is64 ? "ELF64" : "ELF32",
		endianness: layout.littleEndian ? "little" : "big",
		identification,
		osAbi,
		abiVersion,
		type,
		machine,
		flags,
		...(entryOf(header) === 0n ? { entersNowhere: true as const } : {}),
		headerProblem: tableProblem(header),
		segments,
		interpreter,
		interpreterProblem,
		gnuStack: stackFacts(segments),
		tls: tlsFacts(segments),
		dynamic: part?.facts,
	} as const;
	const unrelocated = lazy(() => isLeftUnrelocated(header, { segments, part, notes: notes() }));
	return withLazyParts(facts, { notes, malformations, leavesRelocations: unrelocated });
}

/** e_entry. */
function entryOf({ reader, layout }: FileHeader): bigint {
	return reader.view(VERSION_OFFSET, layout.is64 ? 12 : 8, "Elf_Ehdr").word(4);
}

/** The last segment of a type: the one that kernel and loaders keep. */
function lastOf(segments: readonly Segment[], wanted: number): Segment | undefined {
	return segments.findLast(({ type }) => type === wanted);
}

function stackFacts(segments: readonly Segment[]): ElfFile["gnuStack"] {
	const segment = lastOf(segments, PT.PT_GNU_STACK);
	if (segment === undefined) return undefined;
	return { executable: (segment.flags & PF.PF_X) !== 0, sizeBytes: Number(segment.memorySizeBytes) };
}

function tlsFacts(segments: readonly Segment[]): ElfFile["tls"] {
	const segment = lastOf(segments, PT.PT_TLS);
	if (segment === undefined) return undefined;
	return { sizeBytes: Number(segment.memorySizeBytes), alignment: Number(segment.alignment) };
}

interface StartParts {
	readonly segments: readonly Segment[];
	readonly part: DynamicPart | undefined;
	readonly notes: NoteFacts;
}

/** Of a program without a loader that has relative relocations. glibc's start code, which has a note, applies them. */
function isLeftUnrelocated(header: FileHeader, { segments, part, notes }: StartParts): boolean {
	const { type, machine, layout } = header;
	const isAlone = lastOf(segments, PT.PT_INTERP) === undefined && type === ET.ET_DYN && layout.is64;
	const dynamic = lastOf(segments, PT.PT_DYNAMIC);
	if (!isAlone || part === undefined || dynamic === undefined || notes.abiTag !== undefined) return false;
	const { rel, rela, relr } = part.facts.relocations;
	if (rel.length + rela.length === 0 && !relr) return false;
	const entry = Number(header.reader.view(VERSION_OFFSET, 12, "Elf_Ehdr").word(4));
	const space = addressSpace(header.reader, segments);
	return leavesRelocations({ machine, entry, space, segments, dynamic: Number(dynamic.address) }, x86Decoder());
}

interface DynamicPart {
	readonly context: DynamicContext;
	readonly facts: DynamicFacts;
}

function dynamicPart(header: FileHeader, segments: readonly Segment[]): DynamicPart | undefined {
	const segment = lastOf(segments, PT.PT_DYNAMIC);
	if (segment === undefined) return undefined;
	const space = addressSpace(header.reader, segments);
	const context = dynamicContext(space, segment, header.machine);
	return { context, facts: readDynamicFacts(context, space, segments) };
}

function malformationParts(
	{ reader, layout, type, machine }: FileHeader,
	segments: readonly Segment[],
	dynamic: DynamicPart | undefined,
): MalformationParts {
	const { is64 } = layout;
	const header = reader.view(VERSION_OFFSET, is64 ? 12 : 8, "Elf_Ehdr");
	const [version, entry] = [header.u32(0), header.word(4)];
	const parts = { segments, fileBytes: reader.size, version, type, entry, machine, is64 };
	return dynamic === undefined ? parts : { ...parts, dynamic };
}
