import { deflateRawSync, inflateRawSync } from "node:zlib";
import { readZipMember, type ZipMember, zipMembers } from "../archive/zip-archive.ts";
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
	memberBytes: 64 * 1024 * 1024,
	nestedArchiveBytes: 128 * 1024 * 1024,
	/** ELF files of one archive. */
	members: 256,
	/** Everything unpacked of one archive. */
	totalBytes: 512 * 1024 * 1024,
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

/** The ELF files of an archive, in its order. Cost: its list of members, the start of each that may be one; the rest
 *  of a member when its source is asked for.
 *  What is damaged or beyond a limit is left out. `affords` pays for what is unpacked; once it says no, the rest is left. */
export function archiveMembers(
	source: ByteSource,
	affords: (kilobytes: number) => boolean = () => true,
): readonly ArchiveMember[] {
	const { totalBytes: bytes, members } = ARCHIVE_LIMITS;
	return [...membersOf(source, "", 0, { bytes, members, affords })];
}

/** What a look at the start of a member costs. */
const FIRST_LOOK_KILOBYTES = 4;

interface Budget {
	bytes: number;
	members: number;
	readonly affords: (kilobytes: number) => boolean;
}

function* membersOf(source: ByteSource, prefix: string, depth: number, budget: Budget): Generator<ArchiveMember> {
	for (const member of zipMembers(source)) {
		if (budget.members <= 0 || budget.bytes <= 0) return;
		if (depth < MOST_DEPTH && isArchiveName(member.name)) yield* nested(source, member, prefix, depth, budget);
		else if (!mayBeElf(member)) continue;
		else if (!budget.affords(FIRST_LOOK_KILOBYTES)) return;
		else if (isElf(readZipMember(source, member, 64) ?? Buffer.alloc(0))) {
			if (member.sizeBytes > ARCHIVE_LIMITS.memberBytes) continue;
			budget.members -= 1;
			budget.bytes -= member.sizeBytes;
			yield elfMember(source, member, prefix);
		}
	}
}

function* nested(
	source: ByteSource,
	member: ZipMember,
	prefix: string,
	depth: number,
	budget: Budget,
): Generator<ArchiveMember> {
	if (member.sizeBytes > Math.min(ARCHIVE_LIMITS.nestedArchiveBytes, budget.bytes)) return;
	budget.bytes -= member.sizeBytes;
	if (!budget.affords(member.sizeBytes / 1024)) return;
	const bytes = readZipMember(source, member, member.sizeBytes);
	if (bytes === undefined) return;
	yield* membersOf(memorySource(member.name, bytes), `${prefix}${member.name}!/`, depth + 1, budget);
}

function elfMember(archive: ByteSource, member: ZipMember, prefix: string): ArchiveMember {
	const path = `${prefix}${member.name}`;
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
