import type { ByteReader } from "../bytes/byte-reader.ts";
import type { ByteView } from "../bytes/byte-view.ts";
import { ElfFormatError } from "../bytes/elf-format-error.ts";
import { GNU_PROPERTY, NT, PT } from "./constants.ts";
import type { NoteFacts, Segment } from "./elf-file.ts";
import { dlopenNote, packageNote } from "./notes-fdo.ts";

const HEADER_BYTES = 12;
/** Owners are short; a longer name is nobody that is known here. */
const MAX_NAME_BYTES = 16;
/** A longer description is not read. */
const MAX_DESCRIPTION_BYTES = 1 << 16;
/** Notes that are looked at per file; core files have more. */
const MAX_NOTES = 4096;

/** Systems whose start files leave a note with their name. */
const SYSTEMS: readonly string[] = ["OpenBSD", "NetBSD", "FreeBSD", "DragonFly"];

/** One note. */
interface Note {
	readonly owner: string;
	readonly type: number;
	readonly description: ByteView;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the notes in PT_NOTE and PT_GNU_PROPERTY say. Of two notes of one kind the first counts.
 *  A malformed note ends its segment without an error: loaders ignore what they cannot read here. */
export function readNotes(reader: ByteReader, segments: readonly Segment[]): NoteFacts {
	const facts: Mutable<NoteFacts> = {};
	const budget = { notes: MAX_NOTES };
	for (const segment of segments) {
		if (segment.type !== PT.PT_NOTE && segment.type !== PT.PT_GNU_PROPERTY) continue;
		for (const note of notesOf(reader, segment, budget)) noteFacts(note, facts);
	}
	return facts;
}

function* notesOf(reader: ByteReader, segment: Segment, budget: { notes: number }): Generator<Note> {
	try {
		yield* notes(reader, segment, budget);
	} catch (error) {
		if (!(error instanceof ElfFormatError)) throw error;
	}
}

/** Names and descriptions are padded to 4 bytes, or to 8 where the segment is aligned so (GNU properties). */
function* notes(reader: ByteReader, segment: Segment, budget: { notes: number }): Generator<Note> {
	const alignment = segment.alignment === 8n ? 8 : 4;
	const end = segment.offset + segment.fileSizeBytes;
	for (let at = segment.offset; at + HEADER_BYTES <= end && budget.notes > 0; budget.notes -= 1) {
		const header = reader.view(at, HEADER_BYTES, "Elf_Nhdr");
		const nameBytes = header.u32(0);
		const descriptionBytes = header.u32(4);
		const descriptionAt = padded(at + HEADER_BYTES + nameBytes - segment.offset, alignment) + segment.offset;
		if (descriptionAt + descriptionBytes > end) return;
		if (nameBytes <= MAX_NAME_BYTES && descriptionBytes <= MAX_DESCRIPTION_BYTES) {
			const owner = reader.view(at + HEADER_BYTES, nameBytes, "Elf_Nhdr").bytes(0, nameBytes);
			const description = reader.view(descriptionAt, descriptionBytes, "Elf_Nhdr");
			yield { owner: owner.toString("latin1").replace(/(?<!\0)\0+$/, ""), type: header.u32(8), description };
		}
		at = padded(descriptionAt + descriptionBytes - segment.offset, alignment) + segment.offset;
	}
}

function padded(length: number, alignment: number): number {
	return Math.ceil(length / alignment) * alignment;
}

function noteFacts({ owner, type, description }: Note, facts: Mutable<NoteFacts>): void {
	if (owner === "GNU") gnuNote(type, description, facts);
	if (SYSTEMS.includes(owner) && type === NT.NT_BSD_IDENT) facts.system ??= owner;
	if (owner === "Go" && type === NT.NT_GO_BUILD_ID) facts.goBuildId ??= text(description);
	if (owner === "FDO" && type === NT.NT_FDO_DLOPEN) {
		facts.dlopen = [...(facts.dlopen ?? []), ...dlopenNote(text(description))];
	}
	if (owner === "FDO" && type === NT.NT_FDO_PACKAGE) {
		const found = packageNote(text(description));
		if (found !== undefined) facts.package ??= found;
	}
}

function text(description: ByteView): string {
	return description
		.bytes(0, description.length)
		.toString("utf8")
		.replace(/(?<!\0)\0+$/, "");
}

function gnuNote(type: number, description: ByteView, facts: Mutable<NoteFacts>): void {
	if (type === NT.NT_GNU_BUILD_ID) facts.buildId ??= description.bytes(0, description.length).toString("hex");
	if (type === NT.NT_GNU_PROPERTY_TYPE_0) gnuProperties(description, facts);
	if (type === NT.NT_GNU_ABI_TAG && description.length >= 16) {
		facts.abiTag ??= { os: description.u32(0), kernel: [description.u32(4), description.u32(8), description.u32(12)] };
	}
}

function gnuProperties(description: ByteView, facts: Mutable<NoteFacts>): void {
	const alignment = description.layout.is64 ? 8 : 4;
	for (let at = 0; at + 8 <= description.length; ) {
		const bytes = description.u32(at + 4);
		if (bytes >= 4) gnuProperty(description.u32(at), description.u32(at + 8), facts);
		at += 8 + padded(bytes, alignment);
	}
}

function gnuProperty(type: number, value: number, facts: Mutable<NoteFacts>): void {
	if (type === GNU_PROPERTY.GNU_PROPERTY_X86_ISA_1_NEEDED) facts.x86IsaNeeded ??= value;
	if (type === GNU_PROPERTY.GNU_PROPERTY_X86_FEATURE_1_AND) facts.x86Features ??= value;
	if (type === GNU_PROPERTY.GNU_PROPERTY_AARCH64_FEATURE_1_AND) facts.aarch64Features ??= value;
	if (type === GNU_PROPERTY.GNU_PROPERTY_1_NEEDED) facts.needed1 ??= value;
}
