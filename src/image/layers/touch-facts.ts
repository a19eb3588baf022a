import { ByteReader } from "../../bytes/byte-reader.ts";
import type { ByteSource } from "../../bytes/byte-source.ts";
import { ElfFormatError } from "../../bytes/elf-format-error.ts";
import { addressSpace } from "../../elf/address-space.ts";
import { DT, PT } from "../../elf/constants.ts";
import { type DynamicContext, dynamicContext } from "../../elf/dynamic-context.ts";
import type { ElfFile } from "../../elf/elf-file.ts";

/** Most bytes of one table that are read ahead; what is longer is no table that a loader could use. */
const longestTable = 64 * 1024 * 1024;

/** Files whose code is looked at, in bytes. Of larger ones it is not at hand, and that is not worth another pass. */
const CODE_OF_FILES = 16 * 1024 * 1024;

/** Reads everything from `source` that the lazy facts of `elf` could ever read, so that a recording source knows what
 *  to keep. What is malformed is passed over: asking again will fail in the same way. */
export function touchFacts(source: ByteSource, elf: ElfFile): void {
	attempt(() => elf.notes);
	attempt(() => elf.malformations);
	if (source.size <= CODE_OF_FILES) attempt(() => elf.leavesRelocations);
	const { dynamic } = elf;
	if (dynamic === undefined) return;
	attempt(() => dynamic.writesReadOnly);
	attempt(() => dynamic.tableRanges);
	attempt(() => dynamic.versionNeeds);
	attempt(() => dynamic.versionDefinitions);
	attempt(() => dynamic.relocations);
	if (source.size <= CODE_OF_FILES) attempt(() => [dynamic.startCalls, dynamic.startArguments]);
	const length = attempt(() => dynamic.symbols.length) ?? 0;
	attempt(() => touchTables(openDynamic(source, elf), elf, length));
}

function openDynamic(source: ByteSource, elf: ElfFile): DynamicContext {
	const reader = new ByteReader(source, { is64: elf.class === "ELF64", littleEndian: elf.endianness === "little" });
	const segment = elf.segments.findLast(({ type }) => type === PT.PT_DYNAMIC);
	if (segment === undefined) throw new ElfFormatError("missing", "PT_DYNAMIC", 0, "is not there");
	return dynamicContext(addressSpace(reader, elf.segments), segment, elf.machine);
}

function touchTables(context: DynamicContext, elf: ElfFile, symbols: number): void {
	const symbolBytes = elf.class === "ELF64" ? 24 : 16;
	touch(context, DT.DT_SYMTAB, symbols * symbolBytes);
	touch(context, DT.DT_VERSYM, symbols * 2);
	touch(context, DT.DT_STRTAB, Number(context.table.last(DT.DT_STRSZ) ?? 0n));
	touch(context, DT.DT_HASH, sysvHashBytes(context));
	touch(context, DT.DT_GNU_HASH, gnuHashBytes(context, symbols, elf.class === "ELF64" ? 8 : 4));
}

/** nbucket and nchain, then as many words; 8 bytes each on two 64-bit machines, so twice as much is read. */
function sysvHashBytes(context: DynamicContext): number {
	return wordsAt(context, DT.DT_HASH, 2).reduce((sum, words) => sum + words * 8, 16);
}

/** Header, Bloom filter, buckets, and a chain word per symbol at most. */
function gnuHashBytes(context: DynamicContext, symbols: number, bloomWordBytes: number): number {
	const [buckets = 0, , bloomWords = 0] = wordsAt(context, DT.DT_GNU_HASH, 3);
	return 16 + bloomWords * bloomWordBytes + 4 * (buckets + symbols);
}

function wordsAt(context: DynamicContext, tag: number, count: number): number[] {
	const view = attempt(() => context.region(tag, "hash").viewUpTo(0, count * 4));
	return Array.from({ length: count }, (_, index) => attempt(() => view?.u32(index * 4)) ?? 0);
}

function touch(context: DynamicContext, tag: number, length: number): void {
	attempt(() => {
		const region = context.region(tag, "table");
		return region.viewUpTo(0, Math.min(length, region.fileBytes, longestTable));
	});
}

function attempt<T>(find: () => T): T | undefined {
	try {
		return find();
	} catch (error) {
		if (error instanceof ElfFormatError) return undefined;
		throw error;
	}
}
