import { deflateRawSync, inflateRawSync } from "node:zlib";
import { readZipMember, type ZipMember, zipListing } from "../archive/zip-archive.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { memorySource } from "../bytes/memory-source.ts";
import { isElf } from "../tree/file-content.ts";

/** An ELF file in a zip archive (a jar, a wheel, an archive in an archive). */
export interface ArchiveMember {
	/** Inside the archive: `native/libfoo.so`, `BOOT-INF/lib/a.jar!/libfoo.so`. */
	readonly path: string;
	readonly sizeBytes: number;
	readonly mode: number;
	/** Its bytes. */
	source(): ByteSource;
}

/** What may be unpacked of one archive on disk. Units: bytes. */
export const ARCHIVE_LIMITS = {
	memberBytes: 256 * 1024 * 1024,
	nestedArchiveBytes: 256 * 1024 * 1024,
	/** ELF files of one archive. */
	members: 4096,
	/** Everything unpacked of one archive. */
	totalBytes: 1024 * 1024 * 1024,
} as const;

/** Archives in the archive are opened, archives in those are not. */
const MOST_DEPTH = 1;

/** File names that mark a zip archive with code in it. */
export function isArchiveName(path: string): boolean {
	return /\.(jar|war|ear|aar|whl|egg|zip|pex|pyz|hpi|jpi|kar|nbm)$/.test(path);
}

/** Members that may be ELF files: shared objects by name, and programs, which have no suffix. */
function mayBeElf({ name, sizeBytes }: ZipMember): boolean {
	const base = name.slice(name.lastIndexOf("/") + 1);
	return sizeBytes >= 64 && (/\.so(\.\d+)*$|\.node$|\.jnilib$/.test(base) || !base.includes("."));
}

/** A part of an archive that nobody looks into, and why, in words that complete "it is not looked into: ...". */
export interface LeftMember {
	/** Inside the archive; empty for the archive itself. */
	readonly path: string;
	readonly because: string;
}

const FOREIGN_LIBRARY = /\.(?:dll|dylib|jnilib|pyd)$/;

/** What an archive holds, as far as it is looked into. */
export interface ArchiveContents {
	readonly members: readonly ArchiveMember[];
	/** What may be an ELF file, or hold some, and is not looked into: never nothing. */
	readonly left: readonly LeftMember[];
	/** A library for Windows or macOS, by its name, where there is no ELF file at all. */
	readonly foreign?: string;
}

/** The ELF files of an archive, in its order. Cost: its list of members, the start of each that may be one; the rest
 *  of a member when its source is asked for.
 *  `affords` pays for what is unpacked; once it says no, the rest is left, and whoever pays says so. */
export function archiveContents(
	source: ByteSource,
	affords: (kilobytes: number) => boolean = () => true,
): ArchiveContents {
	const { totalBytes: bytes, members } = ARCHIVE_LIMITS;
	const left: LeftMember[] = [];
	const look: Look = {
		bytes,
		members,
		affords,
		leave: (path: string, because: string) => left.push({ path, because }),
	};
	const found = [...membersOf(source, "", 0, look)];
	const foreign = found.length > 0 || left.length > 0 ? undefined : look.foreign;
	return { members: found, left, ...(foreign === undefined ? {} : { foreign }) };
}

/** What a look at the start of a member costs. */
const FIRST_LOOK_KILOBYTES = 4;

/** What may still be unpacked, and who is told of what is not. */
interface Look {
	bytes: number;
	members: number;
	/** The first library for another system, by its name. */
	foreign?: string;
	readonly affords: (kilobytes: number) => boolean;
	readonly leave: (path: string, because: string) => void;
}

function* membersOf(source: ByteSource, prefix: string, depth: number, look: Look): Generator<ArchiveMember> {
	const { members, problem } = zipListing(source);
	if (problem !== undefined) look.leave(prefix.replace(/!\/$/, ""), problem);
	for (const member of members) {
		const path = `${prefix}${member.name}`;
		if (FOREIGN_LIBRARY.test(member.name)) look.foreign ??= path;
		if (depth < MOST_DEPTH && isArchiveName(member.name)) yield* nested(source, member, path, depth, look);
		else if (!mayBeElf(member)) continue;
		else if (!look.affords(FIRST_LOOK_KILOBYTES)) return;
		else yield* elfMembers(source, member, path, look);
	}
}

/** A member where it is an ELF file; nothing where it is none. */
function* elfMembers(source: ByteSource, member: ZipMember, path: string, look: Look): Generator<ArchiveMember> {
	const start = readZipMember(source, member, 64);
	if (start === undefined) return look.leave(path, unreadable(member));
	if (!isElf(start)) return;
	const limit = [
		[member.sizeBytes > ARCHIVE_LIMITS.memberBytes, "memberBytes"],
		[member.sizeBytes > look.bytes, "totalBytes"],
		[look.members <= 0, "members"],
	].find(([isBeyond]) => isBeyond)?.[1];
	if (limit !== undefined) return look.leave(path, `it is beyond a limit of archives (${limit})`);
	look.members -= 1;
	look.bytes -= member.sizeBytes;
	yield elfMember(source, member, path);
}

function unreadable({ encrypted, method }: ZipMember): string {
	if (encrypted === true) return "it is encrypted";
	return method === 0 || method === 8
		? "it is damaged"
		: `it is compressed in a way that is not known (method ${method})`;
}

function* nested(
	source: ByteSource,
	member: ZipMember,
	path: string,
	depth: number,
	look: Look,
): Generator<ArchiveMember> {
	if (member.sizeBytes > ARCHIVE_LIMITS.nestedArchiveBytes || member.sizeBytes > look.bytes) {
		return look.leave(path, "it is beyond a limit of archives (nestedArchiveBytes, totalBytes)");
	}
	look.bytes -= member.sizeBytes;
	if (!look.affords(member.sizeBytes / 1024)) return;
	const bytes = readZipMember(source, member, member.sizeBytes);
	if (bytes === undefined) return look.leave(path, unreadable(member));
	if (bytes.length < member.sizeBytes) return look.leave(path, "it is damaged");
	yield* membersOf(memorySource(member.name, bytes), `${path}!/`, depth + 1, look);
}

function elfMember(archive: ByteSource, member: ZipMember, path: string): ArchiveMember {
	return {
		path,
		sizeBytes: member.sizeBytes,
		mode: member.mode ?? 0o755,
		source: () => memorySource(path, readZipMember(archive, member, member.sizeBytes) ?? Buffer.alloc(0)),
	};
}

/** A member as it is kept when the archive's own bytes pass only once: the stretches that its facts stand on. */
export interface RetainedMember {
	readonly path: string;
	readonly sizeBytes: number;
	readonly mode: number;
	/** Offset and length of each stretch. */
	readonly ranges: readonly (readonly [offset: number, length: number])[];
	/** The stretches one after the other, deflated, in base64. */
	readonly data: string;
}

/** Keeps those stretches of a member. */
export function retainMember(
	member: ArchiveMember,
	source: ByteSource,
	ranges: readonly { readonly offset: number; readonly length: number }[],
): RetainedMember {
	const raw = Buffer.concat(ranges.map(({ offset, length }) => source.read(offset, length)));
	return {
		path: member.path,
		sizeBytes: member.sizeBytes,
		mode: member.mode,
		ranges: ranges.map(({ offset, length }) => [offset, length] as const),
		data: deflateRawSync(raw, { level: 1 }).toString("base64"),
	};
}

/** The bytes of the stretches again. */
export function retainedStretches(kept: RetainedMember): Buffer {
	const expected = kept.ranges.reduce((sum, [, length]) => sum + length, 0);
	return inflateRawSync(Buffer.from(kept.data, "base64"), { maxOutputLength: Math.max(1, expected) });
}
