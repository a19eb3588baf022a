import { describe, expect, it } from "vitest";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ElfFormatError } from "../../src/bytes/elf-format-error.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { Region } from "../../src/bytes/region.ts";

const BYTES = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

function region(fileBytes: number, zeroBytes: number, littleEndian = true, offset = 2): Region {
	const reader = new ByteReader(memorySource("region", BYTES), { is64: true, littleEndian });
	return new Region(reader, offset, fileBytes, zeroBytes, "Test");
}

describe("numbers", () => {
	it("are read in the byte order of the file", () => {
		expect(region(10, 0).u32(0)).toBe(0x06050403);
		expect(region(10, 0, false).u32(0)).toBe(0x03040506);
		expect(region(10, 0).u64(0)).toBe(Number(0x0a09080706050403n));
		expect(region(10, 0, false).u64(0)).toBe(Number(0x030405060708090an));
		expect([region(10, 0).u8(9), region(10, 0).u16(8)]).toEqual([12, 0x0c0b]);
	});

	it("run from file bytes into zeros", () => {
		expect(region(2, 10).u32(0)).toBe(0x0403);
		expect(region(2, 10).u32(4)).toBe(0);
		expect(region(2, 10).view(1, 4).u32(0)).toBe(4);
	});

	it("are errors outside", () => {
		for (const at of [-1, 9, 11, Number.NaN, 2 ** 60]) expect(() => region(10, 0).u16(at)).toThrow(ElfFormatError);
		expect(() => region(2, 3).u32(2)).toThrow(ElfFormatError);
	});

	it("are errors behind the end of the file", () => {
		expect(region(20, 0).u8(9)).toBe(12);
		expect(() => region(20, 0).u8(10)).toThrow(ElfFormatError);
	});

	it("never come from before the region, even when the bytes are at hand", () => {
		const shared = region(10, 0);
		expect(shared.u8(0)).toBe(3);
		expect(() => shared.u8(-1)).toThrow(ElfFormatError);
	});
});

describe("text", () => {
	const reader = new ByteReader(memorySource("text", Buffer.from("ab\0cd\0\xffz\0ef", "latin1")), {
		is64: true,
		littleEndian: true,
	});
	const text = new Region(reader, 0, 11, 0, "Test");

	it("ends at its NUL", () => {
		expect([text.text(0, 10), text.text(1, 10), text.text(2, 10), text.text(3, 10)]).toEqual(["ab", "b", "", "cd"]);
	});

	it("keeps bytes that are not UTF-8 apart", () => {
		expect(text.text(6, 10)).toBe("\udcffz");
	});

	it("is an error without an end, too long or outside", () => {
		expect(() => text.text(9, 10)).toThrow(/without end/);
		expect(() => text.text(0, 1)).toThrow(/too long/);
		expect(() => text.text(11, 10)).toThrow(ElfFormatError);
		expect(() => text.text(-1, 10)).toThrow(ElfFormatError);
	});

	it("may end in the zeros behind the file bytes", () => {
		expect(new Region(reader, 0, 11, 1, "Test").text(9, 10)).toBe("ef");
		expect(new Region(reader, 0, 11, 5, "Test").text(12, 10)).toBe("");
	});
});
