import type { AddressSpace } from "../address-space.ts";
import { PF, PT } from "../constants.ts";
import type { Segment } from "../elf-file.ts";
import type { CodeBytes } from "./instruction.ts";

/** Bytes of code that are read at once. */
const WINDOW_BYTES = 1024;
/** Segments with code that are looked into; linkers make one or two. */
const MOST_SEGMENTS = 64;
const NO_CODE = Buffer.alloc(0);

/** What the executable segments of a file bring. Errors, when asked: ElfFormatError. */
export function codeBytes(space: AddressSpace, segments: readonly Segment[]): CodeBytes {
	const code = codeSegments(segments).slice(0, MOST_SEGMENTS);
	let window: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: NO_CODE };
	return {
		at(address, length) {
			const skipped = address - window.start;
			if (skipped >= 0 && skipped + length <= window.bytes.length)
				return window.bytes.subarray(skipped, skipped + length);
			if (!code.some((segment) => holds(segment, address))) return NO_CODE;
			const view = space.region(BigInt(address), "code").viewUpTo(0, WINDOW_BYTES);
			window = { start: address, bytes: view.bytes(0, view.length) };
			return window.bytes.subarray(0, length);
		},
	};
}

/** Segments that hold code. */
export function codeSegments(segments: readonly Segment[]): readonly Segment[] {
	return segments.filter(({ type, flags }) => type === PT.PT_LOAD && (flags & PF.PF_X) !== 0);
}

function holds({ address: start, fileSizeBytes }: Segment, address: number): boolean {
	return address >= Number(start) && address < Number(start) + fileSizeBytes;
}
