import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { withLazyParts } from "../elf/lazy-parts.ts";
import type { Examiner, StreamedFile } from "../image/examiner.ts";
import { lookAtElf } from "../image/layers/elf-retention.ts";
import { identifyProgram } from "../program/identify.ts";
import type { ProgramFacts, ProgramKind } from "../program/program-facts.ts";
import type { FileTree } from "../tree/file-tree.ts";
import {
	archiveContents,
	isArchiveName,
	type LeftMember,
	type RetainedMember,
	retainMember,
} from "./archive-members.ts";

/** What is kept of a file whose bytes pass only once, beyond its ELF facts. Plain data: it can be stored as JSON. */
export type Examination =
	| { readonly kind: "elf"; readonly program: ExaminedProgram }
	| {
			readonly kind: "archive";
			readonly members: readonly ExaminedMember[];
			/** What was not looked into. */
			readonly left: readonly LeftMember[];
			/** Why there may be more. */
			readonly unread?: string;
			/** See {@link ArchiveContents.foreign}. */
			readonly foreign?: string;
	  };

/** The parts of {@link ProgramFacts} that take bytes to find out. */
export interface ExaminedProgram {
	readonly kind?: ProgramKind;
	readonly evidence: readonly string[];
	readonly details: Readonly<Record<string, string>>;
	readonly opaque?: string;
	readonly strings: readonly string[];
	readonly unsearchedBytes?: number;
}

export interface ExaminedMember {
	readonly file: RetainedMember;
	readonly program: ExaminedProgram;
}

/** Looks at a file while its bytes are at hand; see {@link Examiner}. */
export const examineFile: Examiner = (file: StreamedFile): Examination | undefined => {
	if (file.content.kind === "elf") return { kind: "elf", program: examineProgram(file.content.elf, file) };
	return isArchiveName(file.path) ? examineArchive(file) : undefined;
};

/** Archives without any ELF file, too: what was looked into is told from what was not. */
function examineArchive({ source, isCut, budget }: StreamedFile): Examination {
	if (isCut === true) {
		const because = "it is too large to be held while it passes in a compressed stream (limit bufferedArchiveBytes)";
		return { kind: "archive", members: [], left: [{ path: "", because }] };
	}
	const unpack = (kilobytes: number): boolean => {
		budget.charge("unpacked kilobytes", kilobytes);
		return !budget.isSpent;
	};
	const { members, left, foreign } = archiveContents(source, unpack);
	const examined = members.flatMap((member): readonly ExaminedMember[] => {
		if (!unpack(member.sizeBytes / 1024)) return [];
		const bytes = member.source();
		const { content, touched } = lookAtElf(bytes);
		const program =
			content.kind === "elf" ? examineProgram(content.elf, { path: member.path, source: bytes }) : NO_EXAMINED_PROGRAM;
		return [{ file: retainMember(member, bytes, touched), program }];
	});
	const unread = budget.isSpent ? { unread: budget.reason() } : {};
	return { kind: "archive", members: examined, left, ...unread, ...(foreign === undefined ? {} : { foreign }) };
}

const NO_EXAMINED_PROGRAM: ExaminedProgram = { evidence: [], details: {}, strings: [] };

/** Every ELF file of a layer passes here, a distribution's too, and the layer is to be read at the speed of its
 *  inflation: strings are looked for in less of each file than where files are picked. */
const STREAMED_STRING_BYTES = 4 * 1024 * 1024;

function examineProgram(elf: ElfFile, file: Pick<StreamedFile, "path" | "source">): ExaminedProgram {
	const { kind, evidence, details, opaque, strings, unsearchedBytes } = identifyProgram(elf, {
		...file,
		stringBytes: STREAMED_STRING_BYTES,
	});
	return {
		...(kind === undefined ? {} : { kind }),
		evidence,
		details,
		...(opaque === undefined ? {} : { opaque }),
		strings: [...strings],
		...(unsearchedBytes === undefined ? {} : { unsearchedBytes }),
	};
}

/** Whether a value, out of a cache for instance, is an answer of {@link examineFile}: every field is looked at. */
export function isExamination(value: unknown): value is Examination {
	if (!isObject(value)) return false;
	if (value.kind === "elf") return isExaminedProgram(value.program);
	return (
		value.kind === "archive" &&
		areAll(value.members, isExaminedMember) &&
		areAll(value.left, (one) => isObject(one) && typeof one.path === "string" && typeof one.because === "string") &&
		isOptional(value.unread, "string") &&
		isOptional(value.foreign, "string")
	);
}

function isExaminedMember(value: unknown): boolean {
	if (!isObject(value) || !isObject(value.file) || !isExaminedProgram(value.program)) return false;
	const { path, sizeBytes, mode, ranges, data } = value.file;
	const isRange = (range: unknown) => Array.isArray(range) && range.length === 2 && range.every(isCount);
	return (
		typeof path === "string" &&
		isCount(sizeBytes) &&
		isCount(mode) &&
		areAll(ranges, isRange) &&
		typeof data === "string"
	);
}

function isExaminedProgram(value: unknown): boolean {
	if (!isObject(value)) return false;
	const { kind, evidence, details, opaque, strings, unsearchedBytes } = value;
	const isText = (one: unknown) => typeof one === "string";
	return (
		isOptional(kind, "string") &&
		areAll(evidence, isText) &&
		isObject(details) &&
		areAll(Object.values(details), isText) &&
		isOptional(opaque, "string") &&
		areAll(strings, isText) &&
		isOptional(unsearchedBytes, "number")
	);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areAll(value: unknown, is: (one: unknown) => boolean): boolean {
	return Array.isArray(value) && value.every(is);
}

function isCount(value: unknown): boolean {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isOptional(value: unknown, type: "string" | "number"): boolean {
	return value === undefined || typeof value === type;
}

/** The facts again: what was kept, what the ELF facts tell, and what the tree around the file adds. */
export function programAgain(
	examined: ExaminedProgram,
	elf: ElfFile,
	path: string,
	tree: FileTree | undefined,
): ProgramFacts {
	const around = identifyProgram(elf, { path, source: NOTHING, tree });
	const { kind, evidence, details, opaque, unsearchedBytes } = examined;
	return withLazyParts(
		{ kind, evidence, details, opaque, unsearchedBytes, strings: new Set(examined.strings) },
		{ host: () => around.host, claimedLibc: () => around.claimedLibc },
	);
}

/** A source without bytes, for facts that need none. */
export const NOTHING: ByteSource = { name: "nothing", size: 0, read: () => Buffer.alloc(0) };
