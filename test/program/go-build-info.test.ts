import { describe, expect, test } from "vitest";
import { memorySource } from "../../src/bytes/memory-source.ts";
import type { ElfFile } from "../../src/elf/elf-file.ts";
import { parseElf } from "../../src/elf/parse-elf.ts";
import { goBuildInfo } from "../../src/program/go-build-info.ts";
import { goProgram } from "../../src/program/go-program.ts";
import { fixtureBytes, identifiedBytes } from "./sources.ts";

const hello = fixtureBytes("x86_64-musl/hello-static");
const MAGIC = Buffer.from("\xff Go buildinf:", "latin1");
const MODULES =
	'path\texample.org/cmd/tool\nmod\texample.org/tool\tv1.2.3\th1:x=\ndep\tgolang.org/x/crypto/x509roots/fallback\tv0.1.0\nbuild\t-tags=netgo,osusergo\nbuild\t-ldflags="-X main.name=a b"\nbuild\tCGO_ENABLED=0\n';
const FRAMED = Buffer.concat([Buffer.alloc(16, 0x30), Buffer.from(MODULES), Buffer.alloc(16, 0x31)]);

/** A file with one writable segment of these bytes at this address. */
function withData(data: Buffer, address: number): { readonly elf: ElfFile; readonly bytes: Buffer } {
	const elf = parseElf(memorySource("hello", hello));
	const segment = {
		type: 1,
		flags: 6,
		offset: hello.length,
		address: BigInt(address),
		fileSizeBytes: data.length,
		memorySizeBytes: BigInt(data.length),
		alignment: 16n,
	};
	return { elf: { ...elf, segments: [segment] }, bytes: Buffer.concat([hello, data]) };
}

function infoOf(data: Buffer, address = 0x500000) {
	const { elf, bytes } = withData(data, address);
	return goBuildInfo(elf, memorySource("made", bytes));
}

function varint(value: number): Buffer {
	return value < 0x80
		? Buffer.from([value])
		: Buffer.concat([Buffer.from([(value & 0x7f) | 0x80]), varint(value >> 7)]);
}

/** The form of Go 1.18 and later. */
function inline(version: string): Buffer {
	const header = Buffer.concat([MAGIC, Buffer.from([8, 2]), Buffer.alloc(16)]);
	return Buffer.concat([header, varint(version.length), Buffer.from(version), varint(FRAMED.length), FRAMED]);
}

/** The form of Go 1.17 and before: two pointers to string headers. */
function pointed(version: string, word: 4 | 8, bigEndian: boolean, base: number): Buffer {
	const number = (value: number): Buffer => {
		const bytes = Buffer.alloc(word);
		if (bigEndian) bytes.writeUIntBE(value, word === 8 ? 2 : 0, word === 8 ? 6 : 4);
		else bytes.writeUIntLE(value, 0, word === 8 ? 6 : 4);
		return bytes;
	};
	const headers = base + 32;
	const texts = headers + 4 * word;
	const start = Buffer.concat([
		MAGIC,
		Buffer.from([word, bigEndian ? 1 : 0]),
		number(headers),
		number(headers + 2 * word),
	]);
	return Buffer.concat([
		start,
		Buffer.alloc(32 - start.length),
		...[number(texts), number(version.length), number(texts + version.length), number(FRAMED.length)],
		Buffer.from(version),
		FRAMED,
	]);
}

const EXPECTED = {
	path: "example.org/cmd/tool",
	module: "example.org/tool@v1.2.3",
	settings: new Map([
		["-tags", "netgo,osusergo"],
		["-ldflags", "-X main.name=a b"],
		["CGO_ENABLED", "0"],
	]),
	dependencies: new Set(["golang.org/x/crypto/x509roots/fallback"]),
};

describe("Go's build information", () => {
	test("is read in line", () => {
		expect(infoOf(inline("go1.22.3 X:boringcrypto"))).toEqual({ version: "go1.22.3 X:boringcrypto", ...EXPECTED });
	});

	test.each([
		[4, false],
		[4, true],
		[8, false],
		[8, true],
	] as const)("is read behind pointers of %i bytes, big-endian: %s", (word, bigEndian) => {
		expect(infoOf(pointed("go1.15.8", word, bigEndian, 0x500000))).toEqual({ version: "go1.15.8", ...EXPECTED });
	});

	test("may stand a little way into the segment", () => {
		expect(infoOf(Buffer.concat([Buffer.alloc(4096), inline("go1.20")]))?.version).toBe("go1.20");
		expect(infoOf(Buffer.concat([Buffer.alloc(128 * 1024), inline("go1.20")]))).toBeUndefined();
	});

	test.each([
		["no Go version", inline("rust1.20")],
		["a length beyond the end", inline("go1.20").subarray(0, 36)],
		["pointers to nowhere", pointed("go1.15", 8, false, 0x900000)],
		["a word of no size", Buffer.concat([MAGIC, Buffer.from([3, 0]), Buffer.alloc(64)])],
		["a length without end", Buffer.concat([MAGIC, Buffer.from([8, 2]), Buffer.alloc(16), Buffer.alloc(64, 0xff)])],
	])("with %s is none", (_, data) => {
		expect(infoOf(data)).toBeUndefined();
	});

	test("blanked out still leaves the note", () => {
		const bytes = Buffer.from(fixtureBytes("x86_64-glibc/go-static"));
		bytes.fill(0, bytes.indexOf(MAGIC), bytes.indexOf(MAGIC) + 32);
		const program = identifiedBytes(bytes);
		expect([program.kind, program.evidence]).toEqual(["go", ["it has a Go build id note"]]);
	});
});

describe("the build mode", () => {
	const start = Buffer.from("runtime.main\0_rt0_amd64_linux_lib\0");
	test("is told by the start of libraries where the settings do not name it", () => {
		const data = Buffer.concat([inline("go1.19.8"), start]);
		const { elf, bytes } = withData(data, 0x500000);
		expect(goProgram(elf, memorySource("made", bytes))?.details.buildmode).toBe("c-archive");
	});
	test("is none of a program's", () => {
		expect(identifiedBytes(fixtureBytes("x86_64-glibc/go-cgo")).details.buildmode).toBeUndefined();
	});
});
