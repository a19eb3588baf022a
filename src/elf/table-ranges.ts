import type { Region } from "../bytes/region.ts";
import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { FileRange, SymbolTable } from "./elf-file.ts";
import { dynamicRelocationTables } from "./relocation-tables.ts";
import { symbolBytes } from "./symbols.ts";

/** Where symbols, their names and versions, and relocations stand in the file.
 *  Errors: ElfFormatError. */
export function findTableRanges(context: DynamicContext, symbols: SymbolTable): readonly FileRange[] {
	const { table, region } = context;
	const behind = (tag: number, lengthOf: (of: Region) => number): readonly FileRange[] =>
		table.last(tag) === undefined ? [] : [rangeOf(region(tag, "PT_DYNAMIC"), lengthOf)];
	const { rel, rela, jmprel } = dynamicRelocationTables(context);
	return [
		...behind(DT.DT_SYMTAB, (of) => symbols.length * symbolBytes(of)),
		...behind(DT.DT_VERSYM, () => symbols.length * 2),
		...behind(DT.DT_STRTAB, () => Number(table.last(DT.DT_STRSZ) ?? 0n)),
		...[rel, rela, jmprel].flatMap((one) => (one === undefined ? [] : [rangeOf(one.region, () => one.sizeBytes)])),
	];
}

function rangeOf(region: Region, lengthOf: (of: Region) => number): FileRange {
	return { offset: region.fileOffset, length: Math.min(region.fileBytes, lengthOf(region)) };
}
