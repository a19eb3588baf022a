import { describe, expect, it } from "vitest";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import type { ByteSource } from "../../src/bytes/byte-source.ts";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";

const LAYOUT = { is64: true, littleEndian: true };
const SIZE = 40_000;
const BYTES = Buffer.from(Array.from({ length: SIZE }, (_, index) => (index * 7 + (index >> 8)) & 0xff));

/** The same bytes, as a file would give them. */
function fileSource(reads: number[] = []): ByteSource {
	return {
		name: "file",
		size: SIZE,
		read(offset, length) {
			reads.push(offset);
			return Buffer.from(BYTES.subarray(offset, offset + length));
		},
	};
}

describe.each([
	["memory", (): ByteSource => memorySource("memory", BYTES)],
	["a file", (): ByteSource => fileSource()],
])("views of %s", (_name, source) => {
	it.each([
		[0, 16],
		[8190, 4],
		[8184, 16],
		[100, 8192],
		[0, SIZE],
		[SIZE - 1, 1],
		[SIZE, 0],
	])("hold the bytes at %i, %i long", (offset, length) => {
		const view = new ByteReader(source(), LAYOUT).view(offset, length, "Test");
		expect(view.bytes(0, length).equals(BYTES.subarray(offset, offset + length))).toBe(true);
	});

	it.each([
		[-1, 1],
		[SIZE, 1],
		[SIZE - 1, 2],
		[0, -1],
		[Number.NaN, 1],
		[0.5, 1],
		[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	])("refuse %d, %d long", (offset, length) => {
		expect(() => new ByteReader(source(), LAYOUT).view(offset, length, "Test")).toThrow(ElfFormatError);
	});

	it("are cut short at the end of the file when asked so", () => {
		expect(new ByteReader(source(), LAYOUT).viewUpTo(SIZE - 3, 100, "Test").length).toBe(3);
	});
});

it("reads neighbours once", () => {
	const reads: number[] = [];
	const reader = new ByteReader(fileSource(reads), LAYOUT);
	for (let offset = 0; offset < 8000; offset += 24) reader.view(offset, 24, "Test");
	expect(reads).toEqual([0]);
});

it("says what was being read, and where", () => {
	const error = (() => {
		try {
			return new ByteReader(memorySource("x", BYTES), LAYOUT).view(0x9000, 0x9000, "Elf64_Verneed");
		} catch (thrown) {
			return thrown;
		}
	})();
	expect(error).toMatchObject({ code: "out-of-bounds", structure: "Elf64_Verneed", offset: 0x9000 });
	expect(String(error)).toMatch(/Elf64_Verneed: .*\(offset 0x9000\)/);
});

it("is typed when a file has become shorter", () => {
	const source: ByteSource = { name: "shrunk", size: 100, read: () => Buffer.alloc(10) };
	expect(() => new ByteReader(source, LAYOUT).view(0, 20, "Test")).toThrow(ElfFormatError);
});

it("views refuse what is outside them", () => {
	const view = new ByteReader(memorySource("x", BYTES), LAYOUT).view(0, 8, "Test");
	for (const read of [() => view.u8(8), () => view.u16(7), () => view.u32(5), () => view.u64(1), () => view.u8(-1)]) {
		expect(read).toThrow(ElfFormatError);
	}
});
