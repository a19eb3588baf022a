import { openSync, readFileSync, readSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../src/bytes/byte-source.ts";
import type { ByteLayout } from "../../src/bytes/byte-view.ts";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { elfFacts } from "../../src/elf/elf-facts.ts";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { isElf, parseElf } from "../../src/elf/parse-elf.ts";
import { LAYOUTS, layoutName } from "./elf-bytes.ts";
import { type ElfModel, writeElf } from "./elf-writer.ts";
import { forceFacts } from "./force-facts.ts";
import { SAMPLE } from "./sample-model.ts";

function parsed(model: ElfModel, layout: ByteLayout = { is64: true, littleEndian: true }): ElfFile {
	return parseElf(memorySource("sample", writeElf(model, layout).bytes));
}

/** Facts that do not depend on how the file is laid out. */
function commonFacts(elf: ElfFile): object {
	const differing = ["class", "endianness", "identification", "segments"];
	return Object.fromEntries(Object.entries(elfFacts(elf)).filter(([key]) => !differing.includes(key)));
}

describe.each(LAYOUTS.map((layout) => ({ name: layoutName(layout), layout })))("$name", ({ layout }) => {
	const elf = parsed(SAMPLE, layout);

	it("says its class and byte order", () => {
		expect(elf.class).toBe(layout.is64 ? "ELF64" : "ELF32");
		expect(elf.endianness).toBe(layout.littleEndian ? "little" : "big");
	});

	it("gives the facts of the model", () => {
		expect(elf).toMatchObject({
			type: 3,
			machine: 62,
			interpreter: "/lib64/ld-linux-x86-64.so.2",
			gnuStack: { executable: false, sizeBytes: 0x100000 },
			dynamic: {
				needed: ["libfoo.so.1", "libc.so.6"],
				soname: "libsample.so.3",
				rpath: "/opt/lib",
				runpath: "$ORIGIN/../lib",
				flags: 8,
				flags1: 1,
				hash: { gnu: true, sysv: true },
				hasVersionTable: true,
			},
			notes: { abiTag: { os: 0, kernel: [3, 2, 0] }, goBuildId: "abc/def" },
		});
		expect(elf.notes.buildId).toBe(Buffer.from("0123456789abcdefghij").toString("hex"));
	});

	it("gives the same facts as every other layout", () => {
		expect(commonFacts(elf)).toEqual(commonFacts(parsed(SAMPLE)));
	});

	it("resolves versions of references and definitions", () => {
		const symbols = elf.dynamic?.symbols;
		expect(symbols?.length).toBe(8);
		expect(symbols?.undefinedIndexes).toHaveLength(3);
		expect(symbols?.at(1)).toMatchObject({ name: "puts", version: { name: "GLIBC_2.2.5", file: "libc.so.6" } });
		expect(symbols?.named("sample_new")).toMatchObject([{ version: { name: "SAMPLE_2" }, hasValue: true }]);
		expect(symbols?.named("sample_old").map(({ versionEntry }) => (versionEntry ?? 0) & 0x8000)).toEqual([0x8000]);
		expect(symbols?.named("unversioned")[0]).not.toHaveProperty("version");
	});

	it("counts relocations by type and symbol in order of appearance", () => {
		expect(elf.dynamic?.relocations.rela).toEqual([
			{ type: 8, symbol: 0, count: 4 },
			{ type: 6, symbol: 2, count: 1 },
			{ type: 6, symbol: 3, count: 2 },
			{ type: 1, symbol: 3, count: 1 },
		]);
		expect(elf.dynamic?.relocations.jmprel).toEqual([{ type: 7, symbol: 1, count: 1 }]);
		expect(elf.dynamic?.relocations.relr).toBe(false);
	});
});

describe("dynamic facts", () => {
	it("needs neither symbols nor relocations to be readable", () => {
		const { bytes, offsets } = writeElf(SAMPLE, { is64: true, littleEndian: true });
		// The string table stays; everything that is lazy becomes rubbish.
		for (const part of ["dynsym", "versym", "verneed", "verdef", "gnuhash", "rela"]) {
			bytes.fill(0xff, offsets[part] ?? 0, (offsets[part] ?? 0) + 8);
		}
		const elf = parseElf(memorySource("rubbish", bytes));
		expect(elf.dynamic?.needed).toEqual(["libfoo.so.1", "libc.so.6"]);
		expect(() => elf.dynamic?.versionNeeds).toThrow(/vn_version is 65535/);
	});

	it("folds the older tags into DT_FLAGS", () => {
		expect(
			parsed({
				extra: [
					[16, 0],
					[22, 0],
					[24, 0],
				],
			}).dynamic?.flags,
		).toBe(2 | 4 | 8);
	});

	it("has none without PT_DYNAMIC", () => {
		expect(parsed({ dynamic: false }).dynamic).toBeUndefined();
	});

	it("takes a table that runs into zero-filled memory as ended", () => {
		const { bytes, offsets } = writeElf({ needed: ["libc.so.6"] }, { is64: true, littleEndian: true });
		const end = (offsets.dynamic ?? 0) + 3 * 16;
		bytes.writeBigUInt64LE(BigInt(end), 64 + 32); // p_filesz of the PT_LOAD ends before DT_NULL
		expect(parseElf(memorySource("bss", bytes)).dynamic?.needed).toEqual(["libc.so.6"]);
	});

	it("refuses a table without DT_NULL", () => {
		const { bytes } = writeElf({ needed: ["libc.so.6"] }, { is64: true, littleEndian: true });
		const cut = bytes.subarray(0, bytes.length - 16);
		cut.writeBigUInt64LE(BigInt(cut.length), 64 + 32);
		cut.writeBigUInt64LE(BigInt(cut.length), 64 + 40);
		expect(() => parseElf(memorySource("no-null", cut))).toThrow(/Elf_Dyn/);
	});

	it("refuses addresses that no PT_LOAD maps", () => {
		expect(() => parsed({ needed: ["libc.so.6"], extra: [[5, 0x7fff0000]] })).toThrow(
			/0x7fff0000 is not in any PT_LOAD/,
		);
	});

	it("lists what both DT_RELA and DT_JMPREL hold only as DT_JMPREL", () => {
		const { bytes, offsets } = writeElf({ ...SAMPLE, relative: 0 }, { is64: true, littleEndian: true });
		const size = (offsets.jmprel ?? 0) + 24 - (offsets.rela ?? 0);
		const at = findTag(bytes, offsets.dynamic ?? 0, 8);
		bytes.writeBigUInt64LE(BigInt(size), at + 8);
		const relocations = parseElf(memorySource("overlap", bytes)).dynamic?.relocations;
		expect(relocations?.rela.map(({ type }) => type)).toEqual([6, 6, 1]);
		expect(relocations?.jmprel).toEqual([{ type: 7, symbol: 1, count: 1 }]);
	});
});

function findTag(bytes: Buffer, dynamic: number, tag: number): number {
	let at = dynamic;
	while (bytes.readBigUInt64LE(at) !== BigInt(tag)) at += 16;
	return at;
}

describe("what the kernel looks at", () => {
	it("reads a file whose identification is used for something else", () => {
		const { bytes } = writeElf(SAMPLE, { is64: true, littleEndian: true });
		bytes.fill(0x90, 4, 16);
		const elf = parseElf(memorySource("hand-made", bytes));
		expect(elf).toMatchObject({ class: "ELF64", endianness: "little", machine: 62 });
		expect(elf.identification).toEqual({ class: 0x90, data: 0x90, version: 0x90, padded: true });
	});

	it("keeps facts of a file whose program headers have another size, and says what the kernel says", () => {
		const { bytes } = writeElf(SAMPLE, { is64: true, littleEndian: true });
		bytes.writeUInt16LE(64, 54);
		const elf = parseElf(memorySource("phentsize", bytes));
		expect(elf).toMatchObject({ segments: [], headerProblem: "ENOEXEC: e_phentsize is 64, not 56" });
	});

	it("takes the real count from section header 0 when e_phnum is PN_XNUM", () => {
		const { bytes } = writeElf(SAMPLE, { is64: true, littleEndian: true });
		const count = bytes.readUInt16LE(56);
		const section = Buffer.alloc(64);
		section.writeUInt32LE(count, 44);
		bytes.writeBigUInt64LE(BigInt(bytes.length), 40);
		bytes.writeUInt16LE(0xffff, 56);
		const elf = parseElf(memorySource("xnum", Buffer.concat([bytes, section])));
		expect(elf.segments).toHaveLength(count);
		expect(elf.headerProblem).toMatch(/^ENOEXEC/);
	});

	it.each([
		[0, "ENOEXEC: PT_INTERP has 0 bytes"],
		[1, "ENOEXEC: PT_INTERP has 1 bytes"],
		[4097, "ENOEXEC: PT_INTERP has 4097 bytes"],
		[5, "ENOEXEC: PT_INTERP does not end in NUL"],
		[4000, expect.stringMatching(/^EIO: /)],
	])("names what it refuses about a PT_INTERP of %i bytes", (size, problem) => {
		const { bytes } = writeElf({ interpreter: "/lib/ld.so", dynamic: false }, { is64: true, littleEndian: true });
		bytes.writeBigUInt64LE(BigInt(size), 64 + 56 + 32);
		expect(parseElf(memorySource("interp", bytes)).interpreterProblem).toEqual(problem);
	});

	it("has nothing against a proper PT_INTERP", () => {
		expect(parsed(SAMPLE).interpreterProblem).toBeUndefined();
	});
});

describe("bad input", () => {
	it.each([
		["an empty file", Buffer.alloc(0), "not-elf"],
		["a script", Buffer.from("#!/bin/sh\n"), "not-elf"],
		["the magic alone", Buffer.from("\x7fELF"), "bad-identification"],
		["half a header", writeElf(SAMPLE, { is64: true, littleEndian: true }).bytes.subarray(0, 30), "truncated"],
		["a header alone", writeElf(SAMPLE, { is64: true, littleEndian: true }).bytes.subarray(0, 64), "out-of-bounds"],
	])("%s is a typed error", (_name, bytes, code) => {
		expect(forceFacts(memorySource("bad", bytes)).errors.get("file")?.code).toBe(code);
	});

	it("turns failing reads into typed errors", () => {
		const source: ByteSource = {
			name: "gone",
			size: 100,
			read() {
				throw new Error("EIO: i/o error, read");
			},
		};
		expect(forceFacts(source).errors.get("file")?.code).toBe("unreadable");
	});

	it("tells ELF by its magic", () => {
		expect(isElf(Buffer.from("\x7fELF\x02"))).toBe(true);
		expect(isElf(Buffer.from("\x7fEL"))).toBe(false);
	});
});

describe("this very program", () => {
	const path = process.execPath;

	it("reads the node that runs it, the same from memory as from the file", () => {
		const descriptor = openSync(path, "r");
		const size = statSync(path).size;
		const file: ByteSource = {
			name: path,
			size,
			read(offset, length) {
				const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
				readSync(descriptor, bytes, 0, bytes.length, offset);
				return bytes;
			},
		};
		const facts = elfFacts(parseElf(file));
		expect(facts).toMatchObject({ type: expect.stringMatching(/^ET_(DYN|EXEC)$/), dynamic: { hash: { gnu: true } } });
		expect(facts).toEqual(elfFacts(parseElf(memorySource(path, readFileSync(path)))));
	});
});
