import { readFileSync } from "node:fs";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { DT, PT } from "../../src/elf/constants.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { LAYOUTS, layoutName } from "../../test/elf/elf-bytes.ts";
import { type ElfModel, writeElf } from "../../test/elf/elf-writer.ts";
import { SAMPLE } from "../../test/elf/sample-model.ts";
import { elfFilesUnder } from "./elf-files.ts";
import type { MutationBase } from "./mutations.ts";

/** Larger files are not mutated: what matters lies in the first kilobytes, and a million copies have to be made. */
const MAX_BASE_BYTES = 64 * 1024;
const MAX_FOLDER_BASES = 300;

/** The sample model in every layout and hash kind, and every small ELF file under the folders. */
export function mutationBases(folders: readonly string[]): MutationBase[] {
	const hashes: readonly NonNullable<ElfModel["hash"]>[] = ["gnu", "sysv", "both", "none"];
	const written = hashes.flatMap((hash) =>
		LAYOUTS.map((layout) => mutationBase(`${hash} ${layoutName(layout)}`, writeElf({ ...SAMPLE, hash }, layout).bytes)),
	);
	const found = folders.flatMap((folder) => smallFiles(folder)).map(([path, bytes]) => mutationBase(path, bytes));
	return [...written, ...found];
}

function smallFiles(folder: string): [string, Buffer][] {
	const files: [string, Buffer][] = [];
	for (const path of elfFilesUnder([folder])) {
		const bytes = readFileSync(path);
		if (bytes.length <= MAX_BASE_BYTES) files.push([path, bytes]);
		if (files.length >= MAX_FOLDER_BASES) break;
	}
	return files;
}

function mutationBase(name: string, bytes: Buffer): MutationBase {
	const { segments, ...elf } = parseElf(memorySource(name, bytes));
	const layout = { is64: elf.class === "ELF64", littleEndian: elf.endianness === "little" };
	const dynamic = segments.find(({ type }) => type === PT.PT_DYNAMIC);
	const entryBytes = layout.is64 ? 16 : 8;
	const count = dynamic === undefined ? 0 : Math.floor(dynamic.fileSizeBytes / entryBytes);
	const part = { offset: dynamic?.offset ?? 0, count };
	const firstLoad = segments.find(({ type }) => type === PT.PT_LOAD);
	const base = Number(firstLoad?.address ?? 0n) - (firstLoad?.offset ?? 0);
	return {
		name,
		bytes,
		layout,
		programHeaders: { offset: layout.is64 ? 64 : 52, count: segments.length },
		dynamic: part,
		tables: tableOffsets(bytes, layout, part, base),
	};
}

const TABLE_TAGS: ReadonlySet<number> = new Set([
	DT.DT_HASH,
	DT.DT_GNU_HASH,
	DT.DT_STRTAB,
	DT.DT_SYMTAB,
	DT.DT_VERSYM,
	DT.DT_VERNEED,
	DT.DT_VERDEF,
	DT.DT_REL,
	DT.DT_RELA,
	DT.DT_JMPREL,
]);

/** Where the tables of the first segment are: its addresses less where it is loaded. */
function tableOffsets(
	bytes: Buffer,
	{ is64, littleEndian }: MutationBase["layout"],
	{ offset, count }: MutationBase["dynamic"],
	base: number,
): number[] {
	const size = is64 ? 8 : 4;
	const lowAt = is64 && !littleEndian ? 4 : 0;
	const word = (at: number): number => (littleEndian ? bytes.readUInt32LE(at + lowAt) : bytes.readUInt32BE(at + lowAt));
	const offsets: number[] = [];
	for (let at = offset; at < offset + count * size * 2; at += size * 2) {
		const address = word(at + size) - base;
		if (TABLE_TAGS.has(word(at)) && address > 0 && address < bytes.length) offsets.push(address);
	}
	return offsets;
}
