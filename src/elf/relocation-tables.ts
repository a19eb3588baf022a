import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { RelocationTable } from "./relocations.ts";

/** The three relocation tables; absent where PT_DYNAMIC names none. */
export interface RelocationTables {
	readonly rel?: RelocationTable;
	readonly rela?: RelocationTable;
	readonly jmprel?: RelocationTable;
}

/** Where the relocations are. A DT_JMPREL that ends where DT_RELA (or DT_REL) ends is taken out of it, as glibc does
 *  (elf/dynamic-link.h): some linkers count it in both.
 *  Errors: ElfFormatError "unmapped". */
export function dynamicRelocationTables(context: DynamicContext): RelocationTables {
	const jmprel = relocationTable(context, DT.DT_JMPREL, DT.DT_PLTRELSZ, undefined);
	const rel = withoutTail(context, relocationTable(context, DT.DT_REL, DT.DT_RELSZ, DT.DT_RELCOUNT), DT.DT_REL, jmprel);
	const rela = withoutTail(
		context,
		relocationTable(context, DT.DT_RELA, DT.DT_RELASZ, DT.DT_RELACOUNT),
		DT.DT_RELA,
		jmprel,
	);
	return {
		...(rel === undefined ? {} : { rel }),
		...(rela === undefined ? {} : { rela }),
		...(jmprel === undefined ? {} : { jmprel }),
	};
}

function relocationTable(
	{ table, region }: DynamicContext,
	tag: number,
	sizeTag: number,
	countTag: number | undefined,
): RelocationTable | undefined {
	const sizeBytes = Number(table.last(sizeTag) ?? 0n);
	if (table.last(tag) === undefined || sizeBytes === 0) return undefined;
	const withAddend = tag === DT.DT_RELA || (tag === DT.DT_JMPREL && table.last(DT.DT_PLTREL) === BigInt(DT.DT_RELA));
	const relativeCount = countTag === undefined ? 0 : Number(table.last(countTag) ?? 0n);
	return { region: region(tag, withAddend ? "Elf_Rela" : "Elf_Rel"), sizeBytes, withAddend, relativeCount };
}

function withoutTail(
	{ table }: DynamicContext,
	whole: RelocationTable | undefined,
	tag: number,
	tail: RelocationTable | undefined,
): RelocationTable | undefined {
	if (whole === undefined || tail === undefined || whole.withAddend !== tail.withAddend) return whole;
	const end = (table.last(tag) ?? 0n) + BigInt(whole.sizeBytes);
	const tailEnd = (table.last(DT.DT_JMPREL) ?? 0n) + BigInt(tail.sizeBytes);
	if (end !== tailEnd || tail.sizeBytes > whole.sizeBytes) return whole;
	return { ...whole, sizeBytes: whole.sizeBytes - tail.sizeBytes };
}
