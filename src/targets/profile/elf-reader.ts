import type {
	DynamicFacts,
	ElfFile,
	RelocationFacts,
	RelocationUse,
	Segment,
	VersionDefinition,
	VersionNeed,
} from "../../elf/elf-file.ts";
import { lazy } from "../../elf/lazy.ts";
import { withLazyParts } from "../../elf/lazy-parts.ts";
import { readNotes } from "./note-reader.ts";
import { openPart, readOptional, readOptionalText } from "./part-reader.ts";
import type { Decoder, ProfileFile } from "./profile-file.ts";
import { readSymbols } from "./symbol-reader.ts";

const known = new WeakMap<ProfileFile, Map<number, ElfFile>>();

/** The facts that `writeElf` wrote. Segments, notes, symbols, versions and relocations are read when asked for; targets
 *  that hold the same file share them.
 *  Errors: ProfileError "damaged"; from the lazy parts also the ElfFormatError that the file itself had there. */
export function readElf(file: ProfileFile, offset: number): ElfFile {
	const elves = known.get(file) ?? new Map<number, ElfFile>();
	known.set(file, elves);
	const elf = elves.get(offset) ?? readElfAt(file, offset);
	elves.set(offset, elf);
	return elf;
}

function readElfAt(file: ProfileFile, offset: number): ElfFile {
	const record = file.blob(offset);
	const head = readHead(file, record);
	const segmentsAt = record.u32();
	const notesAt = record.u32();
	const dynamic = readOptional(record, () => readDynamic(file, record));
	const malformationsAt = record.rest().length === 0 ? undefined : record.u32();
	const malformations = lazy(() => readTexts(file, malformationsAt));
	const segments = lazy(() => readSegments(openPart(file, segmentsAt)));
	const notes = lazy(() => readNotes(file, openPart(file, notesAt)));
	const facts = { ...head, dynamic };
	if (malformationsAt === undefined) return withLazyParts(facts, { segments, notes });
	return withLazyParts(facts, { segments, notes, malformations });
}

function readTexts(file: ProfileFile, offset: number | undefined): readonly string[] {
	if (offset === undefined) return [];
	const part = openPart(file, offset);
	return part.list(() => part.text());
}

function readHead(file: ProfileFile, record: Decoder): Omit<ElfFile, "segments" | "notes" | "dynamic"> {
	const [is64, big] = [record.u8() === 1, record.u8() === 1];
	const identification = readOptional(record, () => ({
		class: record.u8(),
		data: record.u8(),
		version: record.u8(),
	}));
	return {
		class: is64 ? "ELF64" : "ELF32",
		endianness: big ? "big" : "little",
		identification,
		osAbi: record.varint(),
		abiVersion: record.varint(),
		type: record.varint(),
		machine: record.varint(),
		flags: record.varint(),
		...readStartFacts(file, record),
	};
}

type StartFacts = Pick<ElfFile, "headerProblem" | "interpreter" | "interpreterProblem" | "gnuStack" | "tls">;

function readStartFacts(file: ProfileFile, record: Decoder): StartFacts {
	const headerProblem = readOptionalText(file, record);
	const interpreter = readOptionalText(file, record);
	const interpreterProblem = readOptionalText(file, record);
	const gnuStack = readOptional(record, () => ({ executable: record.u8() === 1, sizeBytes: record.varint() }));
	const tls = readOptional(record, () => ({ sizeBytes: record.varint(), alignment: record.varint() }));
	return {
		headerProblem,
		interpreter,
		interpreterProblem,
		gnuStack,
		tls,
	};
}

function readSegments(part: Decoder): readonly Segment[] {
	return part.list(() => ({
		type: part.varint(),
		flags: part.varint(),
		offset: part.varint(),
		address: part.bigVarint(),
		fileSizeBytes: part.varint(),
		memorySizeBytes: part.bigVarint(),
		alignment: part.bigVarint(),
	}));
}

function readDynamic(file: ProfileFile, record: Decoder): DynamicFacts {
	const names = readNames(file, record);
	const bits = record.u8();
	const symbols = readSymbols(file, record.u32());
	const [needsAt, definitionsAt, relocationsAt] = [record.u32(), record.u32(), record.u32()];
	const needs = lazy(() => readNeeds(openPart(file, needsAt)));
	const definitions = lazy(() => readDefinitions(openPart(file, definitionsAt)));
	const relocations = lazy(() => readRelocations(openPart(file, relocationsAt)));
	const facts = {
		...names,
		hash: { gnu: (bits & 1) !== 0, sysv: (bits & 2) !== 0 },
		hasVersionTable: (bits & 4) !== 0,
		writesReadOnly: (bits & 8) === 0 ? undefined : (bits & 16) !== 0,
		symbols,
	};
	return withLazyParts(facts, { versionNeeds: needs, versionDefinitions: definitions, relocations });
}

type NameFacts = Pick<
	DynamicFacts,
	"needed" | "soname" | "rpath" | "runpath" | "flags" | "flags1" | "auxiliary" | "filter"
>;

function readNames(file: ProfileFile, record: Decoder): NameFacts {
	const texts = (): readonly string[] => record.list(() => record.text());
	const needed = texts();
	const soname = readOptionalText(file, record);
	const rpath = readOptionalText(file, record);
	const runpath = readOptionalText(file, record);
	return {
		needed,
		soname,
		rpath,
		runpath,
		flags: record.varint(),
		flags1: record.varint(),
		auxiliary: texts(),
		filter: texts(),
	};
}

function readNeeds(part: Decoder): readonly VersionNeed[] {
	return part.list(() => ({
		file: part.text(),
		versions: part.list(() => ({ name: part.text(), index: part.varint(), weak: part.u8() === 1 })),
	}));
}

function readDefinitions(part: Decoder): readonly VersionDefinition[] {
	return part.list(() => {
		const [name, index, bits] = [part.text(), part.varint(), part.u8()];
		return { name, index, base: (bits & 1) !== 0, weak: (bits & 2) !== 0, parents: part.list(() => part.text()) };
	});
}

function readRelocations(part: Decoder): RelocationFacts {
	const relr = part.u8() === 1;
	return { rel: readUses(part), rela: readUses(part), jmprel: readUses(part), relr };
}

function readUses(part: Decoder): readonly RelocationUse[] {
	const kinds = part.list(() => ({ type: part.varint(), count: part.varint() }));
	return part.list(() => {
		const kind = kinds[part.varint()] ?? { type: 0, count: 0 };
		return { ...kind, symbol: part.varint() };
	});
}
