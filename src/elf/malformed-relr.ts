import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { Bounds } from "./malformed-segments.ts";

/** What is wrong with DT_RELR, in words: an address or a bit of a bitmap that leads to what must not be written. A
 *  table starts with an address, which is even; a bitmap stands for the words behind it.
 *  Errors: ElfFormatError. */
export function malformedRelr(context: DynamicContext, targets: readonly Bounds[], most: number): string | undefined {
	if (relrBytes(context) === 0) return undefined;
	const word = wordBytes(context);
	for (const place of relrPlaces(context, most)) {
		if (place === undefined) return "has relative relocations that start nowhere";
		const isTarget = targets.some(({ start, end }) => place >= start && place + word <= end);
		if (!isTarget) return "has a relative relocation of what it must not write";
	}
	return undefined;
}

/** Addresses that DT_RELR relocates; undefined for a bitmap without an address before it. At most `most` entries are
 *  decoded. Errors: ElfFormatError.
 *  Source: the generic ABI's proposal for SHT_RELR. */
export function* relrPlaces(context: DynamicContext, most: number): Generator<number | undefined> {
	const sizeBytes = relrBytes(context);
	if (sizeBytes === 0) return;
	const region = context.region(DT.DT_RELR, "Elf_Relr");
	const word = wordBytes(context);
	let next: number | undefined;
	for (let at = 0; at + word <= sizeBytes && at < most * word; at += word) {
		const entry = region.view(at, word).word(0);
		const isBitmap = (entry & 1n) !== 0n;
		if (!isBitmap) yield Number(entry);
		else if (next === undefined) yield undefined;
		else yield* bitmapPlaces(entry, next, word);
		next = isBitmap ? (next ?? 0) + (8 * word - 1) * word : Number(entry) + word;
	}
}

/** Size of DT_RELR in bytes; 0 where there is none. */
export function relrBytes({ table }: DynamicContext): number {
	return table.last(DT.DT_RELR) === undefined ? 0 : Number(table.last(DT.DT_RELRSZ) ?? 0n);
}

function wordBytes(context: DynamicContext): number {
	return context.region(DT.DT_RELR, "Elf_Relr").layout.is64 ? 8 : 4;
}

/** Places of a bitmap; none where no bit is set: linkers fill up with those. */
function bitmapPlaces(bitmap: bigint, first: number, word: number): number[] {
	const places: number[] = [];
	for (let bit = 1; bit < 8 * word; bit += 1) {
		if (((bitmap >> BigInt(bit)) & 1n) !== 0n) places.push(first + (bit - 1) * word);
	}
	return places;
}
