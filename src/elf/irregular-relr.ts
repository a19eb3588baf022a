import { DT } from "./constants.ts";
import type { DynamicContext } from "./dynamic-context.ts";
import type { Bounds } from "./irregular-relocations.ts";

/** What is wrong with DT_RELR, in words: an address or a bit of a bitmap that leads to what must not be written. A
 *  table starts with an address, which is even; a bitmap stands for the words behind it.
 *  Errors: ElfFormatError.
 *  Source: the generic ABI's proposal for SHT_RELR. */
export function irregularRelr(context: DynamicContext, targets: readonly Bounds[], most: number): string | undefined {
	const { table } = context;
	const sizeBytes = Number(table.last(DT.DT_RELRSZ) ?? 0n);
	if (table.last(DT.DT_RELR) === undefined || sizeBytes === 0) return undefined;
	const region = context.region(DT.DT_RELR, "Elf_Relr");
	const word = region.layout.is64 ? 8 : 4;
	const isTarget = (place: number) => targets.some(({ start, end }) => place >= start && place + word <= end);
	let next: number | undefined;
	for (let at = 0; at + word <= sizeBytes && at < most * word; at += word) {
		const entry = region.view(at, word).word(0);
		const isBitmap = (entry & 1n) !== 0n;
		if (isBitmap && next === undefined) return "has relative relocations that start nowhere";
		const places = isBitmap ? bitmapPlaces(entry, next ?? 0, word) : [Number(entry)];
		if (!places.every(isTarget)) return "has a relative relocation of what it must not write";
		next = isBitmap ? (next ?? 0) + (8 * word - 1) * word : Number(entry) + word;
	}
	return undefined;
}

/** Places of a bitmap; none where no bit is set: linkers fill up with those. */
function bitmapPlaces(bitmap: bigint, first: number, word: number): number[] {
	const places: number[] = [];
	for (let bit = 1; bit < 8 * word; bit += 1) {
		if (((bitmap >> BigInt(bit)) & 1n) !== 0n) places.push(first + (bit - 1) * word);
	}
	return places;
}
