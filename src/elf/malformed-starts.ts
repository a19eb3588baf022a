import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import { relrBytes, relrPlaces } from "./malformed-relr.ts";
import { dynamicRelocationTables } from "./relocation-tables.ts";
import { relocationBytes } from "./relocations.ts";

/** Functions of DT_INIT_ARRAY, and entries of one table, that are looked at. */
const MOST_FUNCTIONS = 1 << 8;
const MOST_ENTRIES = 1 << 12;

/** A file without an address of its own whose functions to start with are at addresses that nothing puts right: they
 *  would be called where they are not. Tables too long to be looked through are taken on trust.
 *  Errors: ElfFormatError. */
export function malformedStart(context: DynamicContext): string | undefined {
	const left = functionPlaces(context);
	if (left.size === 0) return undefined;
	for (const place of relrPlaces(context, MOST_ENTRIES)) {
		left.delete(place ?? 0);
		if (left.size === 0) return undefined;
	}
	const isWhole = relocateFrom(context, left) && relrBytes(context) < MOST_ENTRIES * 4;
	return left.size === 0 || !isWhole ? undefined : "starts with functions whose addresses nothing puts right";
}

/** Where the addresses of DT_INIT_ARRAY stand. */
function functionPlaces(context: DynamicContext): Set<number> {
	const { table } = context;
	const start = table.last(DT.DT_INIT_ARRAY);
	const size = Number(table.last(DT.DT_INIT_ARRAYSZ) ?? 0n);
	const places = new Set<number>();
	if (start === undefined || size === 0) return places;
	const word = context.region(DT.DT_INIT_ARRAY, "DT_INIT_ARRAY").layout.is64 ? 8 : 4;
	for (let at = 0; at + word <= size && places.size < MOST_FUNCTIONS; at += word) places.add(Number(start) + at);
	return places;
}

/** Takes out what the tables relocate; false when one is too long. */
function relocateFrom(context: DynamicContext, left: Set<number>): boolean {
	const { rel, rela, jmprel } = dynamicRelocationTables(context);
	let isWhole = true;
	for (const table of [rel, rela, jmprel]) {
		if (table === undefined) continue;
		const bytes = relocationBytes(table);
		const count = Math.floor(table.sizeBytes / bytes);
		if (count > MOST_ENTRIES) isWhole = false;
		for (let index = 0; index < Math.min(count, MOST_ENTRIES) && left.size > 0; index += 1) {
			const { region } = table;
			left.delete(region.layout.is64 ? region.u64(index * bytes) : region.u32(index * bytes));
		}
	}
	return isWhole;
}
