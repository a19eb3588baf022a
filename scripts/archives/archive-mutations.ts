import { gunzipSync, gzipSync } from "node:zlib";
import type { Random } from "../elf/random.ts";

/** One way to spoil an archive. Gives other bytes; the ones it gets stay as they are. */
type Mutation = (bytes: Buffer, numbers: Random) => Buffer;

const blockBytes = 512;

/** Spoils an archive in one to four ways. */
export function mutateArchive(bytes: Buffer, numbers: Random): Buffer {
	let mutated = bytes;
	for (let left = 1 + numbers.below(4); left > 0; left -= 1) mutated = numbers.pick(mutations)(mutated, numbers);
	return mutated;
}

const truncated: Mutation = (bytes, numbers) =>
	bytes.subarray(
		0,
		numbers.pick([numbers.below(bytes.length + 1), numbers.below(2 * blockBytes), bytes.length - numbers.below(1100)]),
	);

const flipped: Mutation = (bytes, numbers) => {
	const copy = Buffer.from(bytes);
	for (let left = 1 + numbers.below(8); left > 0 && copy.length > 0; left -= 1)
		copy[numbers.below(copy.length)] = numbers.below(256);
	return copy;
};

/** Another value in a field of a tar header, its checksum made right again: the readers get past the first look. */
const headerField: Mutation = (bytes, numbers) => {
	const copy = Buffer.from(bytes);
	const block = pickHeader(copy, numbers);
	if (block === undefined) return flipped(bytes, numbers);
	const [start, length] = numbers.pick(fields);
	numbers.pick(fillings)(block.subarray(start, start + length), numbers);
	restoreChecksum(block);
	return copy;
};

/** name, mode, size, typeflag, linkname, magic, prefix; the map of an old GNU sparse file. */
const fields: [readonly [number, number], ...(readonly [number, number])[]] = [
	[0, 100],
	[100, 8],
	[124, 12],
	[124, 12],
	[156, 1],
	[156, 1],
	[157, 100],
	[257, 8],
	[345, 155],
	[386, 96],
	[482, 13],
];

type Filling = (field: Buffer, numbers: Random) => void;

const fillings: [Filling, ...Filling[]] = [
	(field, numbers) => field.fill(numbers.pick([0, 0x20, 0x2f, 0x37, 0x78, 0x80, 0xff])),
	(field, numbers) => field.fill(numbers.pick(names).slice(0, field.length), 0, Math.min(field.length, 20), "latin1"),
	(field, numbers) => {
		field.fill(0);
		field.write(numbers.below(0x4000_0000).toString(8).slice(0, field.length), "latin1");
	},
	(field, numbers) => {
		for (let index = 0; index < field.length; index += 1) field[index] = numbers.below(256);
	},
	(field, numbers) => field.fill("0123456xgLKSDVZ".charCodeAt(numbers.below(15)), 0, 1),
];

const names: [string, ...string[]] = [
	"../../x\0",
	"/\0",
	".wh.a\0",
	".wh..wh..opq\0",
	"manifest.json\0",
	"./././\0",
	"a/../..\0",
	".wh.\0",
];

function pickHeader(bytes: Buffer, numbers: Random): Buffer | undefined {
	const blocks = Math.floor(bytes.length / blockBytes);
	for (let tries = 0; tries < 40 && blocks > 0; tries += 1) {
		const start = numbers.below(blocks) * blockBytes;
		const block = bytes.subarray(start, start + blockBytes);
		if (block.toString("latin1", 257, 262) === "ustar") return block;
	}
	return undefined;
}

function restoreChecksum(block: Buffer): void {
	block.fill(0x20, 148, 156);
	const sum = block.reduce((total, byte) => total + byte, 0);
	block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
}

/** Blocks repeated, taken out or put elsewhere. */
const shuffled: Mutation = (bytes, numbers) => {
	const blocks = Math.floor(bytes.length / blockBytes);
	const from = numbers.below(blocks + 1) * blockBytes;
	const part = bytes.subarray(from, from + (1 + numbers.below(6)) * blockBytes);
	const to = numbers.below(blocks + 1) * blockBytes;
	const rest =
		numbers.below(2) === 0 ? bytes : Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + part.length)]);
	return Buffer.concat([rest.subarray(0, to), part, rest.subarray(to)]);
};

/** Something else in a JSON text of the same length: digests, paths, types and punctuation. */
const jsonText: Mutation = (bytes, numbers) => {
	const copy = Buffer.from(bytes);
	const word = Buffer.from(
		numbers.pick([
			"sha256:",
			'"Layers"',
			'"Config"',
			"digest",
			"manifests",
			"mediaType",
			"linux",
			"amd64",
			"layer.tar",
			'":',
			"blobs/",
		]),
	);
	const found = copy.indexOf(word, numbers.below(copy.length + 1));
	if (found === -1) return flipped(bytes, numbers);
	const replacement = numbers.pick([
		"[[[[[[[[",
		"{}{}{}{}",
		"99999999",
		"\\u0000\\u0",
		"../../..",
		"null    ",
		'"""""""" ',
	]);
	copy.write(replacement.slice(0, word.length), found, "latin1");
	return copy;
};

/** What is inside a compressed part, spoiled and packed again. */
const inside: Mutation = (bytes, numbers) => {
	const start = bytes.indexOf(Buffer.from("1f8b08", "hex"));
	if (start === -1) return numbers.pick([headerField, shuffled])(bytes, numbers);
	try {
		const contents = numbers.pick([headerField, shuffled, truncated, flipped])(
			gunzipSync(bytes.subarray(start)),
			numbers,
		);
		const packed = gzipSync(contents, { level: 1 });
		// In place where it fits; else the archive is cut off behind it.
		const behind = bytes.subarray(Math.min(bytes.length, start + packed.length));
		return Buffer.concat([bytes.subarray(0, start), packed, behind]);
	} catch {
		// Already spoiled beyond unpacking.
		return flipped(bytes, numbers);
	}
};

const mutations: [Mutation, ...Mutation[]] = [
	truncated,
	flipped,
	headerField,
	headerField,
	headerField,
	shuffled,
	jsonText,
	inside,
];
