import { constants, inflateRawSync } from "node:zlib";
import type { ByteSource } from "../bytes/byte-source.ts";

/** A file in a zip archive. Units: bytes. */
export interface ZipMember {
	readonly name: string;
	readonly sizeBytes: number;
	readonly compressedBytes: number;
	/** 0 stored, 8 deflated; others are listed, not read. */
	readonly method: number;
	/** Where its local header starts. */
	readonly headerOffset: number;
	/** Nobody without the password can read it. */
	readonly encrypted?: true;
	/** Unix permission bits, where the archive was made on Unix. */
	readonly mode?: number;
}

/** Members that are listed, and bytes of the list that are read; an archive with more has its first ones listed. */
const MOST_MEMBERS = 200_000;
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const MOST_COMMENT_BYTES = 0xffff;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_RECORD = 0x06064b50;
const ZIP64_END_RECORD_BYTES = 56;
const CENTRAL_HEADER = 0x02014b50;
const CENTRAL_HEADER_BYTES = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const UNIX = 3;
const ENCRYPTED = 1;

/** The files of an archive, and what keeps more of them from being listed. */
export interface ZipListing {
	readonly members: readonly ZipMember[];
	/** In words that complete "it is not looked into: ..."; absent where the list is whole, or there is none to be had. */
	readonly problem?: string;
}

/** The files of an archive, in the order of its central directory; none when it is no zip archive.
 *  Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16. */
export function zipListing(source: ByteSource): ZipListing {
	const directory = findDirectory(source);
	if (directory === undefined) {
		const head = source.read(0, 4);
		const isZip = head.length === 4 && head.readUInt32LE(0) === LOCAL_HEADER;
		return isZip
			? { members: [], problem: "its list of members is not there: it is cut short or damaged" }
			: { members: [] };
	}
	const bytes = source.read(directory.offset, Math.min(directory.length, MOST_DIRECTORY_BYTES));
	const members: ZipMember[] = [];
	for (let at = 0; at + CENTRAL_HEADER_BYTES <= bytes.length && members.length < MOST_MEMBERS; ) {
		if (bytes.readUInt32LE(at) !== CENTRAL_HEADER) return { members, problem: "its list of members is damaged" };
		const [name, extra, comment] = [
			bytes.readUInt16LE(at + 28),
			bytes.readUInt16LE(at + 30),
			bytes.readUInt16LE(at + 32),
		];
		const end = at + CENTRAL_HEADER_BYTES + name + extra + comment;
		if (end > bytes.length) break;
		const member = readMember(bytes.subarray(at, end), name, extra, directory.shift);
		if (member !== undefined) members.push(member);
		at = end;
		if (at === directory.length) return { members };
	}
	if (directory.length === 0) return { members };
	const isLong = members.length >= MOST_MEMBERS || directory.length > MOST_DIRECTORY_BYTES;
	return {
		members,
		problem: isLong ? `it lists more than ${MOST_MEMBERS} members` : "its list of members is cut short",
	};
}

interface Directory {
	readonly offset: number;
	readonly length: number;
	/** Bytes in front of the archive (a self-extracting stub): offsets in the archive do not count them. */
	readonly shift: number;
}

function findDirectory(source: ByteSource): Directory | undefined {
	const tailStart = Math.max(0, source.size - END_RECORD_BYTES - MOST_COMMENT_BYTES - ZIP64_LOCATOR_BYTES);
	const tail = source.read(tailStart, source.size - tailStart);
	for (let at = tail.length - END_RECORD_BYTES; at >= 0; at -= 1) {
		if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END_RECORD) continue;
		const length = tail.readUInt32LE(at + 12);
		const offset = tail.readUInt32LE(at + 16);
		const wide = offset === 0xffffffff || length === 0xffffffff ? wideDirectory(source, tail, at) : undefined;
		if (wide !== undefined) return wide;
		const shift = tailStart + at - length - offset;
		if (shift < 0) continue;
		return { offset: offset + shift, length, shift };
	}
	return undefined;
}

function wideDirectory(source: ByteSource, tail: Buffer, endRecord: number): Directory | undefined {
	const locator = endRecord - ZIP64_LOCATOR_BYTES;
	if (locator < 0 || tail.readUInt32LE(locator) !== ZIP64_LOCATOR) return undefined;
	const record = source.read(Number(tail.readBigUInt64LE(locator + 8)), ZIP64_END_RECORD_BYTES);
	if (record.length < ZIP64_END_RECORD_BYTES || record.readUInt32LE(0) !== ZIP64_END_RECORD) return undefined;
	return { offset: Number(record.readBigUInt64LE(48)), length: Number(record.readBigUInt64LE(40)), shift: 0 };
}

function readMember(header: Buffer, nameBytes: number, extraBytes: number, shift: number): ZipMember | undefined {
	const name = header.toString("utf8", CENTRAL_HEADER_BYTES, CENTRAL_HEADER_BYTES + nameBytes);
	if (name.endsWith("/")) return undefined;
	const extra = header.subarray(CENTRAL_HEADER_BYTES + nameBytes, CENTRAL_HEADER_BYTES + nameBytes + extraBytes);
	const wide = wideSizes(extra);
	const field = (offset: number): number => {
		const value = header.readUInt32LE(offset);
		return value === 0xffffffff ? (wide.shift() ?? value) : value;
	};
	const sizeBytes = field(24);
	const compressedBytes = field(20);
	const headerOffset = field(42) + shift;
	const mode = header[5] === UNIX ? (header.readUInt32LE(38) >>> 16) & 0o7777 : 0;
	return {
		name,
		sizeBytes,
		compressedBytes,
		method: header.readUInt16LE(10),
		headerOffset,
		...((header.readUInt16LE(8) & ENCRYPTED) === 0 ? {} : { encrypted: true as const }),
		...(mode === 0 ? {} : { mode }),
	};
}

const ZIP64_EXTRA = 1;

/** The 8-byte values of the zip64 extra field, in the order of the fields that they stand in for. */
function wideSizes(extra: Buffer): number[] {
	for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
		if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
		const end = Math.min(at + 4 + extra.readUInt16LE(at + 2), extra.length);
		const values: number[] = [];
		for (let value = at + 4; value + 8 <= end; value += 8) values.push(Number(extra.readBigUInt64LE(value)));
		return values;
	}
	return [];
}

/** The first `limit` bytes of a member (all, when it has no more); absent when it cannot be read. Never more than
 *  `limit` bytes are inflated. */
export function readZipMember(source: ByteSource, member: ZipMember, limit: number): Buffer | undefined {
	if (member.encrypted === true) return undefined;
	const header = source.read(member.headerOffset, LOCAL_HEADER_BYTES);
	if (header.length < LOCAL_HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER) return undefined;
	const start = member.headerOffset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
	if (member.method === 0) return source.read(start, Math.min(member.sizeBytes, limit));
	return member.method === 8 ? inflate(source, start, member, limit) : undefined;
}

/** Deflate needs at most this much input for its output, and a little for its block headers; mostly far less, and from
 *  every byte more it makes up to a thousand that nobody asked for. */
const INPUT_SLACK_BYTES = 4096;
const USUAL_INPUT_BYTES = 512;

function inflate(source: ByteSource, start: number, member: ZipMember, limit: number): Buffer | undefined {
	const { compressedBytes, sizeBytes } = member;
	if (sizeBytes <= limit) return inflateBytes(source.read(start, compressedBytes), limit, Math.max(1, sizeBytes));
	const most = limit + MOST_PARTIAL_OUTPUT;
	const usual = inflateBytes(source.read(start, Math.min(compressedBytes, limit + USUAL_INPUT_BYTES)), limit, most);
	if (usual === undefined || usual.length >= limit) return usual;
	return inflateBytes(source.read(start, Math.min(compressedBytes, limit + INPUT_SLACK_BYTES)), limit, most);
}

/** The first `limit` bytes of what deflated bytes hold, however much of them there is. */
function inflateBytes(input: Buffer, limit: number, maxOutputLength: number): Buffer | undefined {
	try {
		return inflateRawSync(input, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength }).subarray(0, limit);
	} catch {
		// Damaged, or longer than it says: not a file that anybody could unpack.
		return undefined;
	}
}

/** What the input of a first look may inflate to: deflate gains at most 1032 times. */
const MOST_PARTIAL_OUTPUT = 8 * 1024 * 1024;
