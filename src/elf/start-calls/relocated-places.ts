import { EM } from "../constants-machine.ts";
import type { DynamicContext } from "../dynamic-context.ts";
import { relativeRelocation, relocationNumber } from "../relocation-names.ts";
import { dynamicRelocationTables } from "../relocation-tables.ts";
import { type RelocationTable, relocationBytes } from "../relocations.ts";
import { MOST_RELOCATIONS } from "./bounds.ts";

/** What relocations of a 64-bit file write where. */
export interface RelocatedPlaces {
	/** Symbols by the address of the pointer that they are written to. */
	readonly symbols: ReadonlyMap<number, number>;
	/** Addresses of the file itself, of what lies in `wanted`. */
	readonly addresses: ReadonlyMap<number, number>;
	/** Functions that choose a function: they are called to relocate. */
	readonly resolvers: readonly number[];
	/** Relocations that were looked through, and whether those are not all. */
	readonly read: number;
	readonly isCut: boolean;
}

/** `wanted`: places whose own address is asked for.
 *  Errors: ElfFormatError. */
export function relocatedPlaces(context: DynamicContext, wanted: ReadonlySet<number>): RelocatedPlaces {
	const { jmprel, rela } = dynamicRelocationTables(context);
	const places = { symbols: new Map(), addresses: new Map(), resolvers: [] };
	const tables = [jmprel, rela].filter((table) => table !== undefined);
	const read = tables.map((table) => readTable(table, context.machine, wanted, places));
	return {
		...places,
		read: read.reduce((sum, { count }) => sum + count, 0),
		isCut: read.some(({ isCut }) => isCut),
	};
}

const CHUNK_ENTRIES = 2048;

interface Collected {
	readonly symbols: Map<number, number>;
	readonly addresses: Map<number, number>;
	readonly resolvers: number[];
}

/** How many entries were read, and whether there are more. */
function readTable(
	table: RelocationTable,
	machine: number,
	wanted: ReadonlySet<number>,
	{ symbols, addresses, resolvers }: Collected,
): { readonly count: number; readonly isCut: boolean } {
	const bytes = relocationBytes(table);
	const all = Math.floor(Math.min(table.sizeBytes, table.region.fileBytes) / bytes);
	const relative = relativeRelocation(machine);
	const indirect = relocationNumber(machine, "IRELATIVE");
	const count = Math.min(all, MOST_RELOCATIONS);
	for (let index = 0; index < count; index += CHUNK_ENTRIES) {
		const entries = Math.min(CHUNK_ENTRIES, count - index);
		const chunk = table.region.view(index * bytes, entries * bytes);
		for (let at = 0; at < chunk.length; at += bytes) {
			const type = chunk.u32(at + 8);
			if (type === relative) {
				const place = low(chunk.word(at));
				if (wanted.has(place)) addresses.set(place, addendOf(table, chunk.word(at + 16)));
			} else if (type === indirect) resolvers.push(addendOf(table, chunk.word(at + 16)));
			else if (isPointer(type, machine)) symbols.set(low(chunk.word(at)), chunk.u32(at + 12));
		}
	}
	return { count, isCut: all > count };
}

function low(address: bigint): number {
	return Number(address);
}

function addendOf({ withAddend }: RelocationTable, addend: bigint): number {
	return withAddend ? Number(addend) : 0;
}

/** Whether a relocation writes a symbol's address. */
function isPointer(type: number, machine: number): boolean {
	return POINTERS.get(machine)?.includes(type) === true;
}

/** R_X86_64_64, GLOB_DAT and JUMP_SLOT; R_AARCH64_ABS64, GLOB_DAT and JUMP_SLOT. */
const POINTERS: ReadonlyMap<number, readonly number[]> = new Map([
	[EM.EM_X86_64, [1, 6, 7]],
	[EM.EM_AARCH64, [257, 1025, 1026]],
]);
