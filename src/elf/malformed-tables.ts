import { DF_1, DT, PF, PT } from "./constants.ts";
import { EM } from "./constants-machine.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { Segment } from "./elf-file.ts";
import { contains, isCode, isPowerOfTwo, isWritable } from "./malformed-segments.ts";

/** Tags that linkers write once. */
const SINGLE: readonly number[] = Object.values(DT).filter((tag) => {
	return tag !== DT.DT_NEEDED && tag !== DT.DT_AUXILIARY && tag !== DT.DT_FILTER;
});

/** Tags that make no sense without the others. */
const TOGETHER: readonly (readonly number[])[] = [
	[DT.DT_STRTAB, DT.DT_STRSZ],
	[DT.DT_SYMTAB, DT.DT_STRTAB],
	[DT.DT_RELA, DT.DT_RELASZ, DT.DT_RELAENT],
	[DT.DT_REL, DT.DT_RELSZ, DT.DT_RELENT],
	[DT.DT_JMPREL, DT.DT_PLTRELSZ, DT.DT_PLTREL],
	[DT.DT_RELR, DT.DT_RELRSZ, DT.DT_RELRENT],
	[DT.DT_PREINIT_ARRAY, DT.DT_PREINIT_ARRAYSZ],
	[DT.DT_INIT_ARRAY, DT.DT_INIT_ARRAYSZ],
	[DT.DT_FINI_ARRAY, DT.DT_FINI_ARRAYSZ],
	[DT.DT_VERNEED, DT.DT_VERNEEDNUM],
	[DT.DT_VERDEF, DT.DT_VERDEFNUM],
];

/** Tables with the tag that holds their size. */
const SIZED: readonly (readonly [number, number])[] = [
	[DT.DT_STRTAB, DT.DT_STRSZ],
	[DT.DT_RELA, DT.DT_RELASZ],
	[DT.DT_REL, DT.DT_RELSZ],
	[DT.DT_JMPREL, DT.DT_PLTRELSZ],
	[DT.DT_RELR, DT.DT_RELRSZ],
	[DT.DT_PREINIT_ARRAY, DT.DT_PREINIT_ARRAYSZ],
	[DT.DT_INIT_ARRAY, DT.DT_INIT_ARRAYSZ],
	[DT.DT_FINI_ARRAY, DT.DT_FINI_ARRAYSZ],
];

/** Relocations that neither glibc nor musl looks at: they would leave the file unrelocated. */
const ANDROID: readonly number[] = [DT.DT_ANDROID_REL, DT.DT_ANDROID_RELA, DT.DT_ANDROID_RELR];

/** Libraries that glibc's loader opens to be watched by: it follows the names unchecked, and what they do is theirs. */
const AUDITORS: readonly number[] = [DT.DT_AUDIT, DT.DT_DEPAUDIT];

/** Machines whose relocations carry no addend; all others that matter use RELA. */
const REL_MACHINES: readonly number[] = [EM.EM_386, EM.EM_ARM, EM.EM_MIPS];

/** Machines on which DT_INIT and DT_FINI mean nothing (ELF_INITFINI of glibc, NO_LEGACY_INITFINI of musl). */
const WITHOUT_INIT: readonly number[] = [EM.EM_RISCV, EM.EM_LOONGARCH];

/** What is wrong with PT_DYNAMIC, in words: tables without their size, of another kind than the machine has, or outside
 *  of what is mapped. Loaders follow all of it without a check. */
export function* malformedTables(
	context: DynamicContext,
	segments: readonly Segment[],
	machine: number,
	is64: boolean,
): Generator<string> {
	const { table } = context;
	const has = (tag: number) => table.last(tag) !== undefined;
	if (AUDITORS.some(has)) yield "names auditors for the loader to ask";
	if (ANDROID.some(has)) yield "packs its relocations as only Android's loader reads them";
	if (table.continuesBehindEnd()) yield "has entries behind the end of its dynamic section";
	for (const tag of SINGLE) if (table.all(tag).length > 1) yield "names one table twice in its dynamic section";
	for (const tags of TOGETHER) {
		if (tags.some(has) && !tags.every(has)) yield "names a table without its size or kind in its dynamic section";
	}
	if (!has(DT.DT_SYMTAB)) yield "has a dynamic section without symbols";
	if (!has(DT.DT_HASH) && !has(DT.DT_GNU_HASH)) yield withoutHash(machine === EM.EM_MIPS && has(DT.DT_MIPS_XHASH));
	const versions = has(DT.DT_VERNEED) || has(DT.DT_VERDEF);
	if (versions !== has(DT.DT_VERSYM)) yield "has symbol versions without the table that assigns them";
	yield* malformedEntries(table, machine, is64);
	yield* malformedPlaces(table, segments, machine);
	if (has(DT.DT_GNU_HASH)) yield* malformedHash(context);
}

/** glibc for MIPS may look names up in a table of its own; neither musl nor this program does. */
function withoutHash(hasOther: boolean): string {
	return hasOther ? "has its symbol hash table as DT_MIPS_XHASH alone" : "has no symbol hash table";
}

/** A hash table of zero buckets is no hash table, and the filter is masked, so that its size must be a power of two. */
function* malformedHash(context: DynamicContext): Generator<string> {
	const region = context.region(DT.DT_GNU_HASH, "DT_GNU_HASH");
	const [buckets, filter] = [region.u32(0), region.u32(8)];
	const isHash = buckets > 0 && isPowerOfTwo(BigInt(filter)) && 16 + 4 * (buckets + filter) <= region.length;
	if (!isHash) yield "has a symbol hash table that is none";
}

type Table = DynamicContext["table"];

function isProgram(table: Table): boolean {
	return ((table.last(DT.DT_FLAGS_1) ?? 0n) & BigInt(DF_1.DF_1_PIE)) !== 0n;
}

function* malformedEntries(table: Table, machine: number, is64: boolean): Generator<string> {
	const word = is64 ? 8n : 4n;
	const expected: readonly (readonly [number, bigint])[] = [
		[DT.DT_RELAENT, 3n * word],
		[DT.DT_RELENT, 2n * word],
		[DT.DT_SYMENT, is64 ? 24n : 16n],
		[DT.DT_RELRENT, word],
	];
	for (const [tag, value] of expected) {
		if ((table.last(tag) ?? value) !== value) yield "has tables whose entries have another size than they must";
	}
	const kind = BigInt(REL_MACHINES.includes(machine) ? DT.DT_REL : DT.DT_RELA);
	const other = kind === BigInt(DT.DT_REL) ? DT.DT_RELA : DT.DT_REL;
	const isMips = machine === EM.EM_MIPS;
	const wrong = (table.last(DT.DT_PLTREL) ?? kind) !== kind || table.last(other) !== undefined;
	if (wrong && !isMips) yield "has relocations of a kind that its machine does not use";
	const [count = 0n, size = 0n] = [DT.DT_RELACOUNT, DT.DT_RELASZ].map((tag) => table.last(tag));
	if (count * 3n * word > size) yield "counts more relative relocations than it has relocations";
}

function* malformedPlaces(table: Table, segments: readonly Segment[], machine: number): Generator<string> {
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	for (const [tag, sizeTag] of SIZED) {
		const start = table.last(tag);
		const size = table.last(sizeTag) ?? 0n;
		if (start === undefined || size === 0n) continue;
		const load = loads.find((one) => contains(one, start));
		if (load === undefined || start + size > load.address + load.memorySizeBytes)
			yield "has a table outside of its segments";
	}
	for (const tag of [DT.DT_INIT, DT.DT_FINI]) {
		const start = table.last(tag);
		// Loaders of machines as new as these look at the arrays alone.
		if (start === undefined || WITHOUT_INIT.includes(machine)) continue;
		// What stands at address 0 is the file's header.
		if (start === 0n || !loads.some((load) => isCode(load, start))) {
			yield "starts with a function outside of its executable segments";
		}
	}
	const hasCode = loads.some(({ flags }) => (flags & PF.PF_X) !== 0);
	if (!hasCode && [DT.DT_JMPREL, DT.DT_INIT_ARRAY].some((tag) => table.last(tag) !== undefined)) {
		yield "has functions to call, but no executable segment";
	}
	const bytes = table.last(DT.DT_PLTRELSZ) ?? 0n;
	const slots = table.last(DT.DT_PLTGOT);
	if (bytes === 0n) return;
	const isPlace = slots !== undefined && loads.some((load) => isWritable(load) && contains(load, slots));
	// A static program relocates itself and leaves no slot for later.
	const isAlone = slots === undefined && table.all(DT.DT_NEEDED).length === 0 && isProgram(table);
	if (!isPlace && !isAlone) yield "has function slots, but no place for them";
}
