import type { ByteView } from "../bytes/byte-view.ts";
import { DF, PT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { DynamicFacts, Segment } from "./elf-file.ts";
import { isWritable } from "./irregular-segments.ts";
import { relativeRelocation } from "./relocation-names.ts";
import { dynamicRelocationTables } from "./relocation-tables.ts";
import { type RelocationTable, relocationBytes } from "./relocations.ts";

/** Entries of one table that are looked at one by one; the rest of a very large table is taken on trust. */
const MOST_ENTRIES = 1 << 15;
const CHUNK_ENTRIES = 1024;

/** What is wrong with the relocations of a file, in words: a loader writes wherever they say.
 *  Errors: ElfFormatError. */
export function* irregularRelocations(
	context: DynamicContext,
	facts: DynamicFacts,
	segments: readonly Segment[],
): Generator<string> {
	const loads = segments.filter(({ type }) => type === PT.PT_LOAD);
	const anywhere = (facts.flags & DF.DF_TEXTREL) !== 0;
	const targets = loads.filter((load) => anywhere || isWritable(load)).map(boundsOf);
	const { rel, rela, jmprel } = dynamicRelocationTables(context);
	for (const table of [rel, rela, jmprel]) {
		if (table !== undefined) yield* irregularTable(table, targets, relativeRelocation(context.machine));
	}
}

interface Bounds {
	readonly start: number;
	readonly end: number;
}

function boundsOf({ address, memorySizeBytes }: Segment): Bounds {
	return { start: Number(address), end: Number(address + memorySizeBytes) };
}

function* irregularTable(
	table: RelocationTable,
	targets: readonly Bounds[],
	relative: number | undefined,
): Generator<string> {
	const bytes = relocationBytes(table);
	if (table.sizeBytes % bytes !== 0) yield "has a relocation table that ends inside of an entry";
	const count = Math.min(MOST_ENTRIES, Math.floor(table.sizeBytes / bytes));
	for (let index = 0; index < count; index += CHUNK_ENTRIES) {
		const entries = Math.min(CHUNK_ENTRIES, count - index);
		const chunk = table.region.view(index * bytes, entries * bytes);
		for (let entry = 0; entry < entries; entry += 1) {
			const at = entry * bytes;
			// Some linkers leave R_*_NONE entries for address 0; nothing is written for them.
			const isNone = typeAt(chunk, at) === 0;
			if (!isNone && !isInside(chunk.word(at), targets)) return yield "has a relocation of what it must not write";
			const counted = relative !== undefined && index + entry < table.relativeCount;
			if (counted && typeAt(chunk, at) !== relative) return yield "counts relocations as relative that are not";
		}
	}
}

function isInside(place: bigint, targets: readonly Bounds[]): boolean {
	const address = Number(place);
	return targets.some(({ start, end }) => address >= start && address < end);
}

function typeAt(chunk: ByteView, at: number): number {
	const { is64, littleEndian } = chunk.layout;
	return is64 ? chunk.u32(at + (littleEndian ? 8 : 12)) : chunk.u32(at + 4) & 0xff;
}
