import type { AddressSpace } from "./address-space.ts";
import { DT } from "./constants.ts";
import type { Segment } from "./elf-file.ts";

const CHUNK_ENTRIES = 64;
/** More entries than this are not read; real files have about 30. */
const MAX_ENTRIES = 1 << 16;

/** PT_DYNAMIC as it stands, up to DT_NULL. */
export interface DynamicTable {
	/** Values of a tag, in file order. */
	all(tag: number): readonly bigint[];
	/** The last value of a tag: the one that loaders keep. */
	last(tag: number): bigint | undefined;
	/** Whether PT_DYNAMIC has entries behind DT_NULL, which nobody reads. Errors: ElfFormatError "truncated". */
	continuesBehindEnd(): boolean;
}

/** Reads the dynamic table where PT_DYNAMIC's address is mapped, as loaders do, up to DT_NULL.
 *  Errors: ElfFormatError "unmapped", "truncated", "out-of-bounds" (no DT_NULL) or "too-many". */
export function readDynamicTable(space: AddressSpace, segment: Segment): DynamicTable {
	const values = new Map<number, bigint[]>();
	let count = 0;
	for (const { tag, value } of entries(space, segment)) {
		count += 1;
		const known = values.get(tag);
		if (known === undefined) values.set(tag, [value]);
		else known.push(value);
	}
	return {
		all: (tag) => values.get(tag) ?? [],
		last: (tag) => values.get(tag)?.at(-1),
		continuesBehindEnd: () => hasEntriesFrom(space, segment, count + 1),
	};
}

function hasEntriesFrom(space: AddressSpace, segment: Segment, first: number): boolean {
	const region = space.region(segment.address, "Elf_Dyn");
	const entryBytes = region.layout.is64 ? 16 : 8;
	const start = first * entryBytes;
	const length = Math.min(segment.fileSizeBytes - start, CHUNK_ENTRIES * entryBytes);
	if (length < entryBytes) return false;
	const rest = region.viewUpTo(start, length);
	for (let at = 0; at + entryBytes <= rest.length; at += entryBytes) if (rest.word(at) !== 0n) return true;
	return false;
}

function* entries(space: AddressSpace, segment: Segment): Generator<{ readonly tag: number; readonly value: bigint }> {
	const region = space.region(segment.address, "Elf_Dyn");
	const wordBytes = region.layout.is64 ? 8 : 4;
	const entryBytes = 2 * wordBytes;
	for (let index = 0; index < MAX_ENTRIES; index += CHUNK_ENTRIES) {
		const start = index * entryBytes;
		const chunk = region.viewUpTo(start, CHUNK_ENTRIES * entryBytes);
		for (let at = 0; at < CHUNK_ENTRIES * entryBytes; at += entryBytes) {
			const tag = Number(chunk.word(at));
			if (tag === DT.DT_NULL) return;
			yield { tag, value: chunk.word(at + wordBytes) };
		}
	}
	throw region.error("too-many", 0, `more than ${MAX_ENTRIES} entries`);
}
