import type { Region } from "../bytes/region.ts";
import type { AddressSpace } from "./address-space.ts";
import { DF, DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicTable } from "./dynamic-table.ts";
import type { DynamicFacts, RelocationFacts, Segment, SymbolTable } from "./elf-file.ts";
import { lazy } from "./lazy.ts";
import { withLazyParts } from "./lazy-parts.ts";
import { dynamicRelocationTables } from "./relocation-tables.ts";
import { readRelocations } from "./relocations.ts";
import { readStartArguments, readStartCalls } from "./start-calls/start-calls.ts";
import { symbolCandidates } from "./symbol-candidates.ts";
import { symbolCount } from "./symbol-count.ts";
import { symbolTable } from "./symbols.ts";
import { findTableRanges } from "./table-ranges.ts";
import { writesReadOnly } from "./text-relocations.ts";
import { readVersionDefinitions, readVersionNeeds, versionNames } from "./versions.ts";

/** The facts of PT_DYNAMIC. Names of libraries and search paths are read at once; versions, symbols and relocations
 *  when they are asked for, so that what a loader never looks at cannot spoil the rest.
 *  Errors: ElfFormatError, at once or from the lazy parts. */
export function readDynamicFacts(
	context: DynamicContext,
	space: AddressSpace,
	segments: readonly Segment[],
): DynamicFacts {
	const needs = lazy(() => optional(context, DT.DT_VERNEED, "Elf_Verneed", readVersionNeeds));
	const definitions = lazy(() => optional(context, DT.DT_VERDEF, "Elf_Verdef", readVersionDefinitions));
	const relocations = lazy(() => relocationFacts(context));
	const textRelocations = lazy(() => writesReadOnly(dynamicRelocationTables(context), segments));
	const names = lazy(() => versionNames(needs(), definitions()));
	const table = symbols(context, names);
	const ranges = lazy(() => findTableRanges(context, table));
	const { needed, soname, rpath, runpath, auxiliary, filter } = nameFacts(context);
	const facts = {
		needed,
		soname,
		rpath,
		runpath,
		auxiliary,
		filter,
		flags: dynamicFlags(context.table),
		flags1: lowWord(context.table.last(DT.DT_FLAGS_1)),
		hash: { gnu: has(context.table, DT.DT_GNU_HASH), sysv: has(context.table, DT.DT_HASH) },
		hasVersionTable: has(context.table, DT.DT_VERSYM),
		symbols: table,
	} as const;
	const all: DynamicFacts = withLazyParts(facts, {
		versionNeeds: needs,
		versionDefinitions: definitions,
		writesReadOnly: textRelocations,
		relocations,
		tableRanges: ranges,
		startArguments: lazy(() => readStartArguments(context, space, segments)),
		startCalls: lazy(() => readStartCalls(context, all, space, segments)),
	});
	return all;
}

function has(table: DynamicTable, tag: number): boolean {
	return table.last(tag) !== undefined;
}

type RecordReader<T> = (region: Region, strings: ReturnType<DynamicContext["strings"]>) => T[];

/** The records behind a tag; none without the tag. */
function optional<T>(context: DynamicContext, tag: number, structure: string, read: RecordReader<T>): T[] {
	return has(context.table, tag) ? read(context.region(tag, structure), context.strings()) : [];
}

type NameFacts = Pick<DynamicFacts, "needed" | "soname" | "rpath" | "runpath" | "auxiliary" | "filter">;

function nameFacts({ table, strings }: DynamicContext): NameFacts {
	const texts = (tag: number): string[] => table.all(tag).map((offset) => strings().text(Number(offset)));
	const soname = texts(DT.DT_SONAME).at(-1);
	const rpath = texts(DT.DT_RPATH).at(-1);
	const runpath = texts(DT.DT_RUNPATH).at(-1);
	return {
		needed: texts(DT.DT_NEEDED),
		auxiliary: texts(DT.DT_AUXILIARY),
		filter: texts(DT.DT_FILTER),
		soname,
		rpath,
		runpath,
	};
}

/** What loaders keep of a value that is a set of flags (ElfW(Word)): its low 32 bits, however many are set above. */
function lowWord(value: bigint | undefined): number {
	return Number(BigInt.asUintN(32, value ?? 0n));
}

/** DT_FLAGS with the older tags of the same meaning folded in. */
function dynamicFlags(table: DynamicTable): number {
	const flags = lowWord(table.last(DT.DT_FLAGS));
	const symbolic = has(table, DT.DT_SYMBOLIC) ? DF.DF_SYMBOLIC : 0;
	const textRelocations = has(table, DT.DT_TEXTREL) ? DF.DF_TEXTREL : 0;
	const bindNow = has(table, DT.DT_BIND_NOW) ? DF.DF_BIND_NOW : 0;
	return (flags | symbolic | textRelocations | bindNow) >>> 0;
}

function symbols(context: DynamicContext, names: () => ReturnType<typeof versionNames>): SymbolTable {
	const versioned = has(context.table, DT.DT_VERSYM);
	return symbolTable({
		symbols: lazy(() => context.region(DT.DT_SYMTAB, "Elf_Sym")),
		strings: context.strings,
		length: lazy(() => symbolCount(context)),
		versionEntries: versioned ? lazy(() => context.region(DT.DT_VERSYM, "Elf_Versym")) : undefined,
		versionNames: names,
		...symbolCandidates(context),
	});
}

function relocationFacts(context: DynamicContext): RelocationFacts {
	const tables = dynamicRelocationTables(context);
	const { machine, table } = context;
	return {
		rel: tables.rel === undefined ? [] : readRelocations(tables.rel, machine),
		rela: tables.rela === undefined ? [] : readRelocations(tables.rela, machine),
		jmprel: tables.jmprel === undefined ? [] : readRelocations(tables.jmprel, machine),
		relr: has(table, DT.DT_RELR) && (table.last(DT.DT_RELRSZ) ?? 0n) > 0n,
	};
}
