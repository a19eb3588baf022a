import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Item, patched } from "./scene.ts";

const SECTION_BYTES = 64;
const DT_GNU_PRELINKED = 0x6ffffdf5n;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;

/** A file of 64 bits with its section headers cut off, and everything behind its last segment with them. */
export function withoutSections(item: Item): Item {
	return (place, path) => {
		item(place, path);
		const bytes = readFileSync(join(place, path));
		bytes.writeBigUInt64LE(0n, 40);
		bytes.fill(0, 58, 64);
		writeFileSync(join(place, path), bytes.subarray(0, endOfSegments(bytes)));
	};
}

/** A change of every section header but the first. */
export function changeSections(change: (section: Buffer) => void): (item: Item) => Item {
	return (item) =>
		patched(item, (bytes) => {
			const start = Number(bytes.readBigUInt64LE(40));
			const count = bytes.readUInt16LE(60);
			for (let index = 1; index < count; index += 1) {
				const at = start + index * SECTION_BYTES;
				change(bytes.subarray(at, at + SECTION_BYTES));
			}
		});
}

/** Marked as prelink does: DT_GNU_PRELINKED in the place of a spare DT_NULL. */
export function prelinked(item: Item): Item {
	return patched(item, (bytes) => {
		const [offset, size] = rangeOf(bytes, PT_DYNAMIC);
		for (let at = offset; at + 32 <= offset + size; at += 16) {
			if (bytes.readBigUInt64LE(at) !== 0n) continue;
			bytes.writeBigUInt64LE(DT_GNU_PRELINKED, at);
			bytes.writeBigUInt64LE(0x5f5e_1000n, at + 8);
			return;
		}
		throw new Error("there is no spare entry in the dynamic table");
	});
}

function programHeaders(bytes: Buffer): Buffer[] {
	const start = Number(bytes.readBigUInt64LE(32));
	return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) =>
		bytes.subarray(start + index * 56, start + (index + 1) * 56),
	);
}

function rangeOf(bytes: Buffer, type: number): readonly [offset: number, size: number] {
	const header = programHeaders(bytes).find((one) => one.readUInt32LE(0) === type);
	if (header === undefined) throw new Error(`there is no program header of type ${type}`);
	return [Number(header.readBigUInt64LE(8)), Number(header.readBigUInt64LE(32))];
}

function endOfSegments(bytes: Buffer): number {
	const ends = programHeaders(bytes)
		.filter((header) => header.readUInt32LE(0) === PT_LOAD)
		.map((header) => Number(header.readBigUInt64LE(8) + header.readBigUInt64LE(32)));
	return Math.max(...ends);
}
