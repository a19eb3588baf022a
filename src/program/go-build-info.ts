import type { ByteSource } from "../bytes/byte-source.ts";
import type { ElfFile, FileRange } from "../elf/elf-file.ts";
import { constantData, fileOffsetOf, readRange, writableData } from "./file-range.ts";

/** What Go's linker noted down about a program. */
export interface GoBuildInfo {
	/** `go1.22.3`, with experiments behind it (`X:boringcrypto`). */
	readonly version: string;
	/** Import path of the main package. */
	readonly path?: string;
	/** Main module, `path@version`. */
	readonly module?: string;
	/** `build` lines: `CGO_ENABLED`, `-tags`, `-buildmode`, `-ldflags`, `GOOS`, ...; none before Go 1.18. */
	readonly settings: ReadonlyMap<string, string>;
	/** Modules linked in, without versions. */
	readonly dependencies: ReadonlySet<string>;
}

/** `\xff Go buildinf:`; 16-byte aligned in the file's memory. */
const MAGIC = Buffer.from("\xff Go buildinf:", "latin1");
const HEADER_BYTES = 32;
/** Bytes of a segment's start that are looked through; Go's linker puts the information first. */
const FIRST_BYTES = 64 * 1024;
/** Bytes of a segment that are looked through in a file that a Go note calls Go's. */
const ALL_BYTES = 32 * 1024 * 1024;
/** Longest string that is read. */
const STRING_BYTES = 1024 * 1024;

/** Go's build information, found through the program headers; absent when there is none.
 *  Both forms: strings in line (Go 1.18 and later) and behind pointers (before).
 *  Source: Go, src/debug/buildinfo/buildinfo.go. */
export function goBuildInfo(elf: ElfFile, source: ByteSource): GoBuildInfo | undefined {
	const noted = elf.notes.goBuildId !== undefined;
	const limit = noted ? ALL_BYTES : FIRST_BYTES;
	for (const range of [...writableData(elf), ...(noted ? constantData(elf) : [])]) {
		const offset = findMagic(source, range, limit);
		const info = offset === undefined ? undefined : readInfo(elf, source, offset);
		if (info !== undefined) return info;
	}
	return undefined;
}

function findMagic(source: ByteSource, range: FileRange, limit: number): number | undefined {
	const end = Math.min(range.length, limit);
	for (let done = 0; done < end; done += FIRST_BYTES) {
		const bytes = readRange(
			source,
			{ offset: range.offset + done, length: range.length - done },
			FIRST_BYTES + HEADER_BYTES,
		);
		const at = bytes.indexOf(MAGIC);
		if (at !== -1 && at < FIRST_BYTES) return range.offset + done + at;
	}
	return undefined;
}

const FLAG_BIG_ENDIAN = 1;
const FLAG_INLINE = 2;

function readInfo(elf: ElfFile, source: ByteSource, offset: number): GoBuildInfo | undefined {
	const header = readRange(source, { offset, length: HEADER_BYTES }, HEADER_BYTES);
	if (header.length < HEADER_BYTES) return undefined;
	const flags = header[15] ?? 0;
	const [version, modules] =
		(flags & FLAG_INLINE) !== 0 ? inlineStrings(source, offset + HEADER_BYTES) : pointedStrings(elf, source, header);
	return version === undefined || !/^(go|devel)/.test(version) ? undefined : parseModules(version, modules ?? "");
}

/** Two strings, each behind its length as a varint. */
function inlineStrings(source: ByteSource, offset: number): readonly (string | undefined)[] {
	const version = inlineString(source, offset);
	return [version?.text, version === undefined ? undefined : moduleText(inlineString(source, version.end)?.bytes)];
}

interface InlineString {
	readonly bytes: Buffer;
	readonly text: string;
	/** Offset behind the string. */
	readonly end: number;
}

function inlineString(source: ByteSource, offset: number): InlineString | undefined {
	const head = readRange(source, { offset, length: 5 }, 5);
	let length = 0;
	for (const [index, byte] of head.entries()) {
		length += (byte & 0x7f) * 2 ** (7 * index);
		if (byte >= 0x80) continue;
		if (length > STRING_BYTES) return undefined;
		const start = offset + index + 1;
		const bytes = readRange(source, { offset: start, length }, length);
		return bytes.length === length ? { bytes, text: bytes.toString("utf8"), end: start + length } : undefined;
	}
	return undefined;
}

/** Pointers to Go string headers (address, length) of runtime.buildVersion and runtime.modinfo. */
function pointedStrings(elf: ElfFile, source: ByteSource, header: Buffer): readonly (string | undefined)[] {
	const word = header[14] ?? 0;
	if (word !== 4 && word !== 8) return [];
	const bigEndian = ((header[15] ?? 0) & FLAG_BIG_ENDIAN) !== 0;
	const at = (bytes: Buffer, index: number): bigint => readWord(bytes, index * word, word, bigEndian);
	const stringAt = (address: bigint): Buffer | undefined => {
		const pair = bytesAt(elf, source, address, 2 * word);
		return pair === undefined ? undefined : bytesAt(elf, source, at(pair, 0), Number(at(pair, 1)));
	};
	const pointers = header.subarray(16);
	return [stringAt(at(pointers, 0))?.toString("utf8"), moduleText(stringAt(at(pointers, 1)))];
}

function readWord(bytes: Buffer, offset: number, size: 4 | 8, bigEndian: boolean): bigint {
	if (size === 4) return BigInt(bigEndian ? bytes.readUInt32BE(offset) : bytes.readUInt32LE(offset));
	return bigEndian ? bytes.readBigUInt64BE(offset) : bytes.readBigUInt64LE(offset);
}

function bytesAt(elf: ElfFile, source: ByteSource, address: bigint, length: number): Buffer | undefined {
	const offset = fileOffsetOf(elf, address);
	if (offset === undefined || !(length <= STRING_BYTES)) return undefined;
	const bytes = readRange(source, { offset, length }, length);
	return bytes.length === length ? bytes : undefined;
}

/** The module text stands between two marks of 16 bytes. */
function moduleText(bytes: Buffer | undefined): string | undefined {
	if (bytes === undefined || bytes.length < 33 || bytes[bytes.length - 17] !== 0x0a) return undefined;
	return bytes.toString("utf8", 16, bytes.length - 16);
}

function parseModules(version: string, text: string): GoBuildInfo {
	const lines = text.split("\n").map((line) => line.split("\t"));
	const first = (word: string): readonly string[] | undefined => lines.find(([key]) => key === word);
	const path = first("path")?.[1];
	const module = first("mod")?.slice(1, 3).filter(Boolean).join("@");
	return {
		version,
		...(path === undefined ? {} : { path }),
		...(module === undefined || module === "" ? {} : { module }),
		settings: new Map(lines.filter(([key]) => key === "build").map(([, setting = ""]) => splitSetting(setting))),
		dependencies: new Set(lines.filter(([key]) => key === "dep").map(([, name = ""]) => name)),
	};
}

/** `KEY=VALUE`; a value with blanks or quotes is quoted as in Go. */
function splitSetting(setting: string): readonly [string, string] {
	const equals = setting.indexOf("=");
	const value = setting.slice(equals + 1);
	return [setting.slice(0, equals), value.startsWith('"') ? value.slice(1, -1).replaceAll('\\"', '"') : value];
}
