import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";

/** Executables and libraries of the fixtures, whatever their machine; object files are never loaded. */
const files = readdirSync("fixtures-bin").flatMap((folder) => {
	const path = join("fixtures-bin", folder);
	if (!statSync(path).isDirectory() || folder === "src") return [];
	return readdirSync(path)
		.map((name) => join(path, name))
		.filter((file) => statSync(file).isFile() && !/\.(json|o)$/.test(file));
});

const hello = readFileSync("fixtures-bin/x86_64-glibc/hello");

function malformations(bytes: Buffer): readonly string[] | undefined {
	return parseElf(memorySource("file", bytes)).malformations;
}

/** `hello` with one number changed; `at` finds its place. */
function changed(at: number, value: number): Buffer {
	const bytes = Buffer.from(hello);
	bytes.writeUInt32LE(value, at);
	return bytes;
}

/** Offset of the program header of a type. */
function segment(type: number): number {
	for (let at = 64; ; at += 56) if (hello.readUInt32LE(at) === type) return at;
}

/** Offset of the program header of the code. */
function code(): number {
	for (let at = segment(1); ; at += 56) if ((hello.readUInt32LE(at + 4) & 1) !== 0) return at;
}

/** Offset of the entry of a dynamic tag. */
function dynamic(tag: number): number {
	for (let at = hello.readUInt32LE(segment(2) + 8); ; at += 16) if (hello.readUInt32LE(at) === tag) return at;
}

/** Offset of the first entry of the table that a tag names; `hello` starts at a fixed address. */
function relocation(tag: number): number {
	return hello.readUInt32LE(dynamic(tag) + 8) - 0x200000;
}

/** A position-independent program whose RELATIVE relocations have become R_X86_64_NONE. */
function withoutRelocations(): Buffer {
	const bytes = readFileSync("fixtures-bin/x86_64-glibc/fortified");
	const { segments } = parseElf(memorySource("file", bytes));
	const table = segments.find(({ type }) => type === 2)?.offset ?? 0;
	for (let at = table; bytes.readUInt32LE(at) !== 0; at += 16) {
		if (bytes.readUInt32LE(at) === 0x6ffffff9) bytes.writeUInt32LE(0, at + 8);
		if (bytes.readUInt32LE(at) !== 7) continue;
		const start = bytes.readUInt32LE(at + 8);
		for (let entry = start; bytes.readUInt32LE(entry + 8) === 8; entry += 24) bytes.writeUInt32LE(0, entry);
	}
	return bytes;
}

/** A program for MIPS whose only hash table is the one that is peculiar to MIPS. */
function mipsHashed(): Buffer {
	const bytes = changed(dynamic(0x6ffffef5), 0x70000036);
	bytes.writeUInt32LE(0x70000035, dynamic(4));
	bytes.writeUInt16LE(8, 18);
	return bytes;
}

/** A position-independent program that says that it is none. */
function fixedAtZero(): Buffer {
	const bytes = readFileSync("fixtures-bin/x86_64-glibc/fortified");
	bytes.writeUInt16LE(2, 16);
	return bytes;
}

/** `hello` whose note is called PT_TLS, with sizes and an alignment. */
function threadLocal(fileBytes: number, memoryBytes: bigint, alignment: bigint): Buffer {
	const at = segment(4);
	const bytes = changed(at, 7);
	bytes.writeBigUInt64LE(BigInt(fileBytes), at + 32);
	bytes.writeBigUInt64LE(memoryBytes, at + 40);
	bytes.writeBigUInt64LE(alignment, at + 48);
	return bytes;
}

/** `hello`, which is linked for one address, as if it could stand anywhere. */
function relabelled(): Buffer {
	const bytes = Buffer.from(hello);
	bytes.writeUInt16LE(3, 16);
	return bytes;
}

/** A static program as if it could stand anywhere. */
function relabelledStatic(): Buffer {
	const bytes = readFileSync("fixtures-bin/x86_64-glibc/go-static");
	bytes.writeUInt16LE(3, 16);
	return bytes;
}

describe("malformations", () => {
	test("are found in nothing that a linker made", () => {
		expect(files.length).toBeGreaterThan(30);
		const found = files.map((file) => [file, malformations(readFileSync(file))] as const);
		expect(found.filter(([, list]) => list === undefined || list.length > 0)).toEqual([]);
	});

	test.each([
		["a file cut short", hello.subarray(0, 0x770), "ends before its segments do: it is cut short"],
		["another ELF version", changed(20, 2), "is of an ELF version that does not exist"],
		["PT_GNU_RELRO over code", changed(segment(0x6474e552) + 16, 0x201500), "protects"],
		[
			"an entry point that is its initialisation, as UPX makes it",
			changed(24, hello.readUInt32LE(dynamic(12) + 8)),
			"has an unpacker for its DT_INIT",
		],
		["an entry point outside of the code", changed(24, 0x10), "has its entry point in no executable segment"],
		["DT_RELA without its size", changed(dynamic(8), 0x18), "names a table without its size"],
		["DT_RELAENT that is wrong", changed(dynamic(9) + 8, 32), "entries have another size"],
		[
			"more relative relocations than there are",
			changed(dynamic(0x1e), 0x6ffffff9),
			"counts more relative relocations",
		],
		["DT_VERNEED gone, DT_VERSYM left", changed(dynamic(0x6ffffffe), 0x18), "without"],
		["a program that wants the address 0", fixedAtZero(), "wants an address that no program gets"],
		["PT_GNU_RELRO that ends pages later", changed(segment(0x6474e552) + 40, 0x5000), "outside of everything"],
		["IRELATIVE for a symbol", changed(relocation(7) + 8, 37), "calls what is no code"],
		["thread-local relocations without PT_TLS", changed(relocation(7) + 8, 16), "thread-local"],
		["a table of functions without its size", changed(dynamic(0x1e), 32), "names a table without its size"],
		["a dynamic section that goes on behind its end", changed(dynamic(4), 0), "behind the end of its dynamic section"],
		[
			"a function to start with at address 0",
			changed(dynamic(12) + 8, 0),
			"function outside of its executable segments",
		],
		["a segment without memory", changed(code() + 40, 0), "smaller in memory than in the file"],
		["constructors that stay at address 0", withoutRelocations(), "whose addresses nothing puts right"],
		["code with zeros behind it", changed(segment(1) + 40, 0x3000), "has zeros behind what cannot be written"],
		["DT_MIPS_XHASH alone", mipsHashed(), "has its symbol hash table as DT_MIPS_XHASH alone"],
		["DT_ANDROID_RELA", changed(dynamic(0x6fffffff), 0x60000011), "as only Android's loader reads them"],
		["DT_ANDROID_REL", changed(dynamic(0x6fffffff), 0x6000000f), "as only Android's loader reads them"],
		["DT_ANDROID_RELR", changed(dynamic(0x6fffffff), 0x6fffe000), "as only Android's loader reads them"],
		["thread-local data cut short in memory", threadLocal(32, 16n, 8n), "thread-local data that is smaller in memory"],
		["thread-local data of 2^50 bytes", threadLocal(32, 1n << 50n, 8n), "more thread-local memory than threads get"],
		["thread-local data aligned to 2^40", threadLocal(32, 32n, 1n << 40n), "aligned as no memory is"],
		["thread-local data aligned to 24", threadLocal(32, 32n, 24n), "unaligned TLS"],
		["a segment aligned to 2^31", changed(code() + 48, (1 << 31) >>> 0), "aligned as no memory is"],
		["a segment aligned to 0x1800", changed(code() + 48, 0x1800), "no power of two"],
		["DT_AUDIT", changed(dynamic(0x1e), 0x6ffffefc), "auditors"],
		["DT_DEPAUDIT", changed(dynamic(0x1e), 0x6ffffefb), "auditors"],
		["a slot for a function without a name", changed(relocation(0x17) + 12, 0), "that has no name"],
		["a program that is linked for one address and called ET_DYN", relabelled(), "was linked for one address"],
		["a static program that is called ET_DYN", relabelledStatic(), "nothing to be relocated by"],
		["a miscounted DT_VERNEED", changed(dynamic(0x6fffffff) + 8, 7), "miscounts its version needs"],
	])("are found in %s", (_, bytes, words) => {
		expect(malformations(bytes)?.some((one) => one.includes(words))).toBe(true);
	});
});

describe("facts that loaders go by", () => {
	const library = readFileSync("fixtures-bin/x86_64-glibc/v1/libgreet.so.1");

	test("e_entry 0", () => {
		expect(parseElf(memorySource("file", changed(24, 0))).entersNowhere).toBe(true);
		expect(parseElf(memorySource("file", hello)).entersNowhere).toBeUndefined();
	});

	test.each([9, 15])("padding of the identification, byte %i", (at) => {
		const bytes = Buffer.from(hello);
		bytes.writeUInt8(1, at);
		expect(parseElf(memorySource("file", bytes)).identification?.padded).toBe(true);
		expect(parseElf(memorySource("file", hello)).identification?.padded).toBeUndefined();
	});

	test.each([
		[0x800n, 0x800],
		[0xffff_ffff_ffff_f7ffn, 0xffff_f7ff],
		[0x20_0000_0000_0801n, 0x801],
	])("DT_FLAGS_1 %s: its low 32 bits, exactly", (value, flags1) => {
		const bytes = Buffer.from(hello);
		bytes.writeBigUInt64LE(value, dynamic(0x6ffffffb) + 8);
		expect(parseElf(memorySource("file", bytes)).dynamic?.flags1).toBe(flags1);
	});

	test("a version definition under another hash than its name's", () => {
		const definitions = (bytes: Buffer) => parseElf(memorySource("file", bytes)).dynamic?.versionDefinitions ?? [];
		const named = definitions(library);
		expect(named.length).toBeGreaterThan(0);
		expect(named.filter(({ misHashed }) => misHashed)).toEqual([]);
		const { segments } = parseElf(memorySource("file", library));
		const bytes = Buffer.from(library);
		const at = verdefOffset(bytes, segments.find(({ type }) => type === 2)?.offset ?? 0);
		bytes.writeUInt32LE(bytes.readUInt32LE(at + 8) ^ 1, at + 8);
		expect(definitions(bytes)[0]?.misHashed).toBe(true);
	});
});

/** File offset of DT_VERDEF's table in a library whose first segment holds it at its address. */
function verdefOffset(bytes: Buffer, dynamicAt: number): number {
	for (let at = dynamicAt; ; at += 16) if (bytes.readUInt32LE(at) === 0x6ffffffc) return bytes.readUInt32LE(at + 8);
}
