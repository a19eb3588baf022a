import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { Region } from "../bytes/region.ts";
import type { AddressSpace } from "./address-space.ts";
import { DT } from "./constants.ts";
import { type DynamicTable, readDynamicTable } from "./dynamic-table.ts";
import type { Segment } from "./elf-file.ts";
import { lazy } from "./lazy.ts";
import { dynamicTagName } from "./names.ts";
import { type StringTable, stringTable } from "./string-table.ts";

/** What the parts of PT_DYNAMIC are read from. */
export interface DynamicContext {
	readonly table: DynamicTable;
	readonly machine: number;
	/** What the address in a tag leads to.
	 *  Errors: ElfFormatError "missing" without the tag, "unmapped" when its address is nowhere. */
	region(tag: number, structure: string): Region;
	/** DT_STRTAB. Errors as for `region`. */
	strings(): StringTable;
}

/** Opens PT_DYNAMIC. Errors: as for {@link readDynamicTable}. */
export function dynamicContext(space: AddressSpace, segment: Segment, machine: number): DynamicContext {
	const table = readDynamicTable(space, segment);
	function region(tag: number, structure: string): Region {
		const address = table.last(tag);
		if (address !== undefined) return space.region(address, structure);
		throw new ElfFormatError("missing", structure, segment.offset, `${dynamicTagName(tag)} is not there`);
	}
	return { table, machine, region, strings: lazy(() => stringTable(region(DT.DT_STRTAB, "DT_STRTAB"))) };
}
