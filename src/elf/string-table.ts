import type { Region } from "../bytes/region.ts";

/** No name is longer; the longest ones seen in the wild (C++ templates) have some 10 kB. */
const MAX_NAME_BYTES = 1 << 16;
const LONG_NAME_BYTES = 1 << 10;
/** What all long names of a file may take together: overlapping ones must not multiply the size of the file. */
const MAX_LONG_NAMES_BYTES = 1 << 26;

/** DT_STRTAB. DT_STRSZ is not looked at: loaders do not, either. */
export interface StringTable {
	/** The name at an offset. Errors: ElfFormatError "out-of-bounds", "bad-string" or "too-many". */
	text(offset: number): string;
}

/** The string table in a region that ends with its segment. */
export function stringTable(region: Region): StringTable {
	const longNames = new Map<number, string>();
	let longBytes = 0;
	return {
		text(offset) {
			const known = longNames.get(offset);
			if (known !== undefined) return known;
			const name = region.text(offset, MAX_NAME_BYTES);
			if (name.length < LONG_NAME_BYTES) return name;
			longBytes += name.length;
			if (longBytes > MAX_LONG_NAMES_BYTES) throw region.error("too-many", offset, "long names without number");
			longNames.set(offset, name);
			return name;
		},
	};
}
