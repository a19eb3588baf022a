import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { Region } from "../bytes/region.ts";
import { DT } from "./constants.ts";
import { EM } from "./constants-machine.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import { gnuHashTable } from "./gnu-hash.ts";
import { dynamicRelocationTables } from "./relocation-tables.ts";
import { readRelocations } from "./relocations.ts";
import { looksUnhashed, readRawSymbol, symbolBytes } from "./symbols.ts";
import { sysvHashTable } from "./sysv-hash.ts";

/** Tags whose addresses mark the start of another table: the symbol table ends before them. */
const ADDRESS_TAGS: readonly number[] = [
	DT.DT_HASH,
	DT.DT_GNU_HASH,
	DT.DT_STRTAB,
	DT.DT_VERSYM,
	DT.DT_VERNEED,
	DT.DT_VERDEF,
	DT.DT_REL,
	DT.DT_RELA,
	DT.DT_JMPREL,
	DT.DT_RELR,
	DT.DT_INIT,
	DT.DT_FINI,
	DT.DT_INIT_ARRAY,
	DT.DT_PLTGOT,
];

/** Number of dynamic symbols, entry 0 included; 0 without DT_SYMTAB.
 *  PT_DYNAMIC does not say it: DT_HASH does, else the last chain of DT_GNU_HASH, else what relocations refer to and
 *  what follows that still looks like symbols that nobody looks up.
 *  Errors: ElfFormatError "out-of-bounds" when more are claimed than the file has room for. */
export function symbolCount(context: DynamicContext): number {
	const { table } = context;
	if (table.last(DT.DT_SYMTAB) === undefined) return 0;
	const region = context.region(DT.DT_SYMTAB, "Elf_Sym");
	const count = statedCount(context) ?? guessedCount(context, region);
	if (count * symbolBytes(region) <= region.readableBytes) return count;
	throw new ElfFormatError("out-of-bounds", "Elf_Sym", 0, `${count} symbols pass the end of the file`);
}

function statedCount(context: DynamicContext): number | undefined {
	const { table, machine } = context;
	const mips = machine === EM.EM_MIPS ? table.last(DT.DT_MIPS_SYMTABNO) : undefined;
	if (mips !== undefined) return Number(mips);
	if (table.last(DT.DT_HASH) !== undefined) {
		return sysvHashTable(context.region(DT.DT_HASH, "DT_HASH"), machine).symbolCount;
	}
	if (table.last(DT.DT_GNU_HASH) === undefined) return undefined;
	// Linkers hash the last symbols of the table, or none: then it says nothing about the length.
	return gnuHashTable(context.region(DT.DT_GNU_HASH, "DT_GNU_HASH")).symbolCount() || undefined;
}

function guessedCount(context: DynamicContext, region: Region): number {
	const limit = Math.floor(Math.min(distanceToNextTable(context), region.readableBytes) / symbolBytes(region));
	const stringBytes = Number(context.table.last(DT.DT_STRSZ) ?? 0n);
	let count = Math.max(1, highestRelocated(context) + 1);
	while (count < limit && looksUnhashed(readRawSymbol(region, count), stringBytes)) count += 1;
	return count;
}

/** Bytes from DT_SYMTAB to the next table behind it. */
function distanceToNextTable({ table }: DynamicContext): number {
	const start = table.last(DT.DT_SYMTAB) ?? 0n;
	const behind = ADDRESS_TAGS.flatMap((tag) => table.all(tag)).filter((address) => address > start);
	return Math.min(...behind.map((address) => Number(address - start)), Number.MAX_SAFE_INTEGER);
}

function highestRelocated(context: DynamicContext): number {
	const { rel, rela, jmprel } = dynamicRelocationTables(context);
	const uses = [rel, rela, jmprel].flatMap((table) =>
		table === undefined ? [] : readRelocations(table, context.machine),
	);
	return uses.reduce((highest, { symbol }) => Math.max(highest, symbol), 0);
}
