import type { Region } from "../bytes/region.ts";
import { DF, PF, PT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicFacts, Segment } from "./elf-file.ts";
import { malformedRelr } from "./malformed-relr.ts";
import { type Bounds, boundsOf, isCode, isWritable } from "./malformed-segments.ts";
import { relativeRelocation, relocationNumber } from "./relocation-names.ts";
import { dynamicRelocationTables } from "./relocation-tables.ts";
import { type RelocationTable, relocationBytes } from "./relocations.ts";
import { symbolValue } from "./symbols.ts";

/** Entries of one table that are looked at; the rest of a large one is taken on trust. */
const MOST_ENTRIES = 1 << 11;

/** What is wrong with the relocations of a file, in words; the first thing found. A loader writes wherever they say.
 *  Errors: ElfFormatError. */
export function malformedRelocation(
	context: DynamicContext,
	facts: DynamicFacts,
	segments: readonly Segment[],
): string | undefined {
	const anywhere = (facts.flags & DF.DF_TEXTREL) !== 0;
	const loads = segments.filter((segment) => segment.type === PT.PT_LOAD && (anywhere || isWritable(segment)));
	const rules: Rules = {
		targets: loads.map(boundsOf),
		code: segments.filter((segment) => segment.type === PT.PT_LOAD && (segment.flags & PF.PF_X) !== 0),
		relative: relativeRelocation(context.machine),
		indirect: relocationNumber(context.machine, "IRELATIVE"),
		slot: relocationNumber(context.machine, "JUMP_SLOT"),
		copy: relocationNumber(context.machine, "COPY"),
		valueAt: (symbol) => symbolValue(context, symbol),
	};
	const { rel, rela, jmprel } = dynamicRelocationTables(context);
	for (const table of [rel, rela, jmprel]) {
		const wrong = table && wrongTable(table, rules);
		if (wrong !== undefined) return wrong;
	}
	return malformedRelr(context, rules.targets, MOST_ENTRIES);
}

/** What the entries of a file are held against. */
interface Rules {
	readonly targets: readonly Bounds[];
	readonly code: readonly Segment[];
	readonly relative: number | undefined;
	readonly indirect: number | undefined;
	readonly slot: number | undefined;
	readonly copy: number | undefined;
	/** st_value. */
	readonly valueAt: (symbol: number) => bigint;
}

function wrongTable(table: RelocationTable, rules: Rules): string | undefined {
	const { targets, code, relative, indirect, slot, copy, valueAt } = rules;
	const { region, sizeBytes, relativeCount } = table;
	const bytes = relocationBytes(table);
	if (sizeBytes % bytes !== 0) return "has a relocation table that ends inside of an entry";
	const count = Math.min(MOST_ENTRIES, sizeBytes / bytes);
	const counted = relative === undefined ? 0 : relativeCount;
	for (let index = 0; index < count; index += 1) {
		const at = index * bytes;
		const type = typeAt(region, at);
		// R_*_NONE, which linkers leave behind: nobody looks at the rest of it.
		if (type === 0 && counted <= index) continue;
		const place = region.layout.is64 ? region.u64(at) : region.u32(at);
		if (!targets.some(({ start, end }) => place >= start && place < end)) {
			return "has a relocation of what it must not write";
		}
		if (index < counted && type !== relative) return "counts relocations as relative that are not";
		if (type === relative && symbolAt(region, at) !== 0) return "has a relative relocation that names a symbol";
		if (type === slot && symbolAt(region, at) === 0) return "calls a function that has no name";
		if (type === indirect && !isResolver(table, at, code)) return "calls what is no code to relocate itself";
		if (type === copy && Number(valueAt(symbolAt(region, at))) !== place)
			return "copies a variable elsewhere than it is";
	}
	return undefined;
}

/** An IRELATIVE entry names no symbol, and its addend (where it carries one) is a function's address. */
function isResolver({ region, withAddend }: RelocationTable, at: number, code: readonly Segment[]): boolean {
	if (symbolAt(region, at) !== 0) return false;
	if (!region.layout.is64) return true;
	return !withAddend || code.some((segment) => isCode(segment, BigInt(region.u64(at + 16))));
}

function symbolAt(region: Region, at: number): number {
	const { is64, littleEndian } = region.layout;
	return is64 ? region.u32(at + (littleEndian ? 12 : 8)) : region.u32(at + 4) >>> 8;
}

function typeAt(region: Region, at: number): number {
	const { is64, littleEndian } = region.layout;
	return is64 ? region.u32(at + (littleEndian ? 8 : 12)) : region.u32(at + 4) & 0xff;
}
