import { keptSource } from "../bytes/byte-ranges.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { identifyProgram } from "../program/identify.ts";
import { NO_PROGRAM } from "../program/program-facts.ts";
import { classifyContent } from "../tree/file-content.ts";
import type { FileContent, FileEntry, FileTree } from "../tree/file-tree.ts";
import { memoryTree } from "../tree/memory-tree.ts";
import { type ArchiveMember, archiveMembers, keptStretches } from "./archive-members.ts";
import { type Examination, type ExaminedMember, NOTHING, programAgain } from "./examination.ts";
import type { Subject } from "./subject.ts";

/** An archive of the input: where it is and what can still be had of it. */
export interface Archive {
	readonly path: string;
	/** Its bytes, where they are at hand. */
	readonly source?: ByteSource;
	/** What was kept of it, where they have passed. */
	readonly examined?: Examination;
}

/** The ELF files of an archive as subjects: libraries and programs that will be unpacked together and opened from
 *  there, so that `$ORIGIN` leads to their neighbours. */
export function* archiveSubjects(archive: Archive): Generator<Subject> {
	const members = membersOf(archive);
	if (members.length === 0) return;
	const unpacked = memoryTree(members.map(({ path, entry }) => [path, entry] as const));
	for (const member of members) yield subjectOf(member, unpacked);
}

interface Member {
	readonly path: string;
	readonly entry: FileEntry;
	readonly examined?: ExaminedMember;
}

function membersOf({ path, source, examined }: Archive): readonly Member[] {
	const prefix = `${path}!/`;
	if (examined?.kind === "archive") return examined.members.map((member) => keptMember(prefix, member));
	return source === undefined ? [] : archiveMembers(source).map((member) => freshMember(prefix, member));
}

function freshMember(prefix: string, member: ArchiveMember): Member {
	return { path: prefix + member.path, entry: memberEntry(member, () => member.source()) };
}

function keptMember(prefix: string, examined: ExaminedMember): Member {
	const { file } = examined;
	return { path: prefix + file.path, entry: memberEntry(file, () => sourceAgain(examined)), examined };
}

function sourceAgain({ file }: ExaminedMember): ByteSource {
	const bytes = keptStretches(file);
	let end = 0;
	const ranges = file.ranges.map(([offset, length]) => {
		end += length;
		return { offset, bytes: bytes.subarray(end - length, end) };
	});
	return keptSource(file.path, file.sizeBytes, ranges);
}

/** Unpacked when first asked for; its facts are remembered. Libraries are opened, not started, so all may be. */
function memberEntry(
	{ sizeBytes, mode }: Pick<ArchiveMember, "sizeBytes" | "mode">,
	open: () => ByteSource,
): FileEntry {
	let content: FileContent | undefined;
	return {
		type: "file",
		mode: mode | 0o555,
		sizeBytes,
		content: () => {
			content ??= classifyContent(open());
			return content;
		},
		bytes: open,
	};
}

function subjectOf({ path, entry, examined }: Member, unpacked: FileTree): Subject {
	const content = entry.content();
	const program =
		content.kind !== "elf"
			? NO_PROGRAM
			: examined === undefined
				? identifyProgram(content.elf, { path, source: entry.bytes() ?? NOTHING, tree: unpacked })
				: programAgain(examined.program, content.elf, path, unpacked);
	return { path, content, program, unpacked };
}
