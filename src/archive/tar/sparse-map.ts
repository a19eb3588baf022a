import type { ByteSource } from "../../bytes/byte-source.ts";
import { blockBytes, parseNumber } from "./tar-header.ts";

/** Pieces of a sparse file that are stored, in order; between them are zeros. Units: bytes. */
export interface SparseMap {
	readonly realSize: number;
	readonly pieces: readonly SparsePiece[];
}
export interface SparsePiece {
	/** Where it belongs in the file. */
	readonly offset: number;
	readonly length: number;
}

/** A sparse file as its reader sees it. `stored` holds the pieces one after the other. */
export function sparseSource(name: string, stored: ByteSource, map: SparseMap): ByteSource {
	const starts: number[] = [];
	let position = 0;
	for (const { length } of map.pieces) {
		starts.push(position);
		position += length;
	}
	return {
		name,
		size: map.realSize,
		read(offset, length) {
			const wanted = Math.min(length, map.realSize - offset);
			if (!(offset >= 0) || !(wanted > 0)) return Buffer.alloc(0);
			const bytes = Buffer.alloc(wanted);
			map.pieces.forEach((piece, index) => {
				const from = Math.max(offset, piece.offset);
				const to = Math.min(offset + wanted, piece.offset + piece.length);
				if (from < to) stored.read((starts[index] ?? 0) + from - piece.offset, to - from).copy(bytes, from - offset);
			});
			return bytes;
		},
	};
}

/** Whether the pieces are in order, apart, inside the file and all stored. */
export function isSound(map: SparseMap, storedBytes: number): boolean {
	let end = 0;
	let total = 0;
	for (const { offset, length } of map.pieces) {
		if (!(offset >= end) || !(length >= 0)) return false;
		end = offset + length;
		total += length;
	}
	return Number.isSafeInteger(map.realSize) && end <= map.realSize && total <= storedBytes;
}

/** Pairs of an old GNU header (4 at byte 386) or of an extension block (21 at byte 0), up to the first empty one. */
export function gnuPieces(block: Buffer, start: number, most: number): SparsePiece[] {
	const pieces: SparsePiece[] = [];
	for (let index = 0; index < most; index += 1) {
		const at = start + index * 24;
		if (block[at] === 0 || block[at + 12] === 0) break;
		pieces.push({ offset: parseNumber(block, at, 12), length: parseNumber(block, at + 12, 12) });
	}
	return pieces;
}

/** PAX versions 0.0 and 0.1: offset and length by turns, with commas between. */
export function paxPieces(list: string): SparsePiece[] {
	const numbers = list.split(",").map((text) => (/^[0-9]+$/.test(text) ? Number(text) : Number.NaN));
	return pairs(numbers);
}

/** PAX version 1.0: the map stands before the data, as decimal lines, padded to a block.
 *  Nothing when it does not end within `most` bytes. */
export function leadingMap(stored: ByteSource, most: number): { pieces: SparsePiece[]; bytes: number } | undefined {
	const text = stored.read(0, Math.min(most, stored.size)).toString("latin1");
	const lines = text.split("\n", 1 + 2 * countOf(text));
	if (!/^[0-9]+$/.test(lines[0] ?? "") || lines.length !== 1 + 2 * Number(lines[0])) return undefined;
	if (!lines.every((line) => /^[0-9]+$/.test(line))) return undefined;
	const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
	if (length > text.length) return undefined;
	return { pieces: pairs(lines.slice(1).map(Number)), bytes: Math.ceil(length / blockBytes) * blockBytes };
}

function countOf(text: string): number {
	return Math.min(Number(/^[0-9]{1,9}\n/.exec(text)?.[0] ?? 0), text.length);
}

function pairs(numbers: readonly number[]): SparsePiece[] {
	const pieces: SparsePiece[] = [];
	for (let index = 0; index + 1 < numbers.length; index += 2) {
		pieces.push({ offset: numbers[index] ?? Number.NaN, length: numbers[index + 1] ?? Number.NaN });
	}
	return pieces;
}
