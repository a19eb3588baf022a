import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import type { DynamicFacts, ElfFile, RelocationUse, Segment, VersionNeed } from "../../elf/elf-file.ts";
import { Encoder } from "./blob-writer.ts";
import { writeNotes } from "./note-writer.ts";
import { type ProfileSink, writeOptional, writeOptionalText, writePart, writeTexts } from "./part-writer.ts";
import { writeSymbols } from "./symbol-writer.ts";

/** Writes the facts of an ELF file. Parts that cannot be read keep their error, so that a reader meets it where the
 *  real file has it. Shape: the offset of the record. */
export function writeElf(sink: ProfileSink, elf: ElfFile): number {
	const record = new Encoder();
	record.u8(elf.class === "ELF64" ? 1 : 0).u8(elf.endianness === "big" ? 1 : 0);
	writeOptional(record, elf.identification, (found) => record.u8(found.class).u8(found.data).u8(found.version));
	for (const value of [elf.osAbi, elf.abiVersion, elf.type, elf.machine, elf.flags]) record.varint(value);
	for (const text of [elf.headerProblem, elf.interpreter, elf.interpreterProblem]) {
		writeOptionalText(sink, record, text);
	}
	writeOptional(record, elf.gnuStack, (stack) => record.u8(stack.executable ? 1 : 0).varint(stack.sizeBytes));
	writeOptional(record, elf.tls, (tls) => record.varint(tls.sizeBytes).varint(tls.alignment));
	record.u32(writePart(sink, (part) => part.list(elf.segments, (segment) => writeSegment(part, segment))));
	record.u32(writePart(sink, (part) => writeNotes(sink, part, elf.notes)));
	writeOptional(record, elf.dynamic, (dynamic) => writeDynamic(sink, record, dynamic));
	if ("malformations" in elf) record.u32(writePart(sink, (part) => writeTexts(sink, part, elf.malformations ?? [])));
	return sink.blobs.blob(record);
}

function writeSegment(part: Encoder, segment: Segment): void {
	part.varint(segment.type).varint(segment.flags).varint(segment.offset).varint(segment.address);
	part.varint(segment.fileSizeBytes).varint(segment.memorySizeBytes).varint(segment.alignment);
}

function writeDynamic(sink: ProfileSink, record: Encoder, dynamic: DynamicFacts): void {
	writeTexts(sink, record, dynamic.needed);
	for (const text of [dynamic.soname, dynamic.rpath, dynamic.runpath]) writeOptionalText(sink, record, text);
	record.varint(dynamic.flags).varint(dynamic.flags1);
	writeTexts(sink, record, dynamic.auxiliary);
	writeTexts(sink, record, dynamic.filter);
	record.u8(dynamicBits(dynamic));
	let rows: ReadonlyMap<number, number> = new Map();
	record.u32(
		writePart(sink, (part) => {
			rows = writeSymbols(sink, part, dynamic.symbols);
		}),
	);
	record.u32(writePart(sink, (part) => writeNeeds(sink, part, dynamic.versionNeeds)));
	record.u32(writePart(sink, (part) => writeDefinitions(sink, part, dynamic)));
	record.u32(writePart(sink, (part) => writeRelocations(part, dynamic, rows)));
}

function dynamicBits(dynamic: DynamicFacts): number {
	const { hash, hasVersionTable } = dynamic;
	return (hash.gnu ? 1 : 0) | (hash.sysv ? 2 : 0) | (hasVersionTable ? 4 : 0) | readOnlyBits(dynamic);
}

/** Unknown where the relocations cannot be read; their own error tells that. */
function readOnlyBits(dynamic: DynamicFacts): number {
	try {
		const { writesReadOnly } = dynamic;
		return writesReadOnly === undefined ? 0 : writesReadOnly ? 24 : 8;
	} catch (error) {
		if (error instanceof ElfFormatError) return 0;
		throw error;
	}
}

function writeNeeds({ strings }: ProfileSink, part: Encoder, needs: readonly VersionNeed[]): void {
	part.list(needs, ({ file, versions }) => {
		part.varint(strings.id(file)).list(versions, ({ name, weak, index }) => {
			part
				.varint(strings.id(name))
				.varint(index)
				.u8(weak ? 1 : 0);
		});
	});
}

function writeDefinitions(sink: ProfileSink, part: Encoder, { versionDefinitions }: DynamicFacts): void {
	part.list(versionDefinitions, ({ name, index, base, weak, parents }) => {
		part
			.varint(sink.strings.id(name))
			.varint(index)
			.u8((base ? 1 : 0) | (weak ? 2 : 0));
		writeTexts(sink, part, parents);
	});
}

/** Each kind of use (type and count) is written once; a use is its kind and the new row of its symbol. */
function writeRelocations(part: Encoder, { relocations }: DynamicFacts, rows: ReadonlyMap<number, number>): void {
	part.u8(relocations.relr ? 1 : 0);
	for (const uses of [relocations.rel, relocations.rela, relocations.jmprel]) {
		const kinds = [...new Map(uses.map((use) => [kindOf(use), use])).values()];
		const indexes = new Map(kinds.map((use, index) => [kindOf(use), index]));
		part.list(kinds, ({ type, count }) => part.varint(type).varint(count));
		part.list(uses, (use) => part.varint(indexes.get(kindOf(use)) ?? 0).varint(rows.get(use.symbol) ?? use.symbol));
	}
}

function kindOf({ type, count }: RelocationUse): string {
	return `${type} ${count}`;
}
