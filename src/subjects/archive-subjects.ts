import { alternativesAmong } from "../alternatives/alternative.ts";
import { candidateFor } from "../alternatives/candidate.ts";
import type { Candidate } from "../alternatives/convention.ts";
import { lastName } from "../alternatives/npm-place.ts";
import { platformClaim } from "../alternatives/platform-words.ts";
import type { WorkBudget } from "../budget/work-budget.ts";
import { retainedSource } from "../bytes/byte-ranges.ts";
import type { ByteSource } from "../bytes/byte-source.ts";
import { identifyProgram } from "../program/identify.ts";
import { NO_PROGRAM } from "../program/program-facts.ts";
import { classifyContent } from "../tree/file-content.ts";
import type { FileContent, FileEntry, FileTree } from "../tree/file-tree.ts";
import { memoryTree } from "../tree/memory-tree.ts";
import { type ArchiveMember, archiveContents, type LeftMember, retainedStretches } from "./archive-members.ts";
import { type Examination, type ExaminedMember, NOTHING, programAgain } from "./examination.ts";
import type { Subject } from "./subject.ts";
import { withClaim } from "./with-claim.ts";

/** An archive of the input: where it is and what can still be had of it. */
export interface Archive {
	readonly path: string;
	/** Its bytes, where they are at hand. */
	readonly source?: ByteSource;
	/** What was kept of it, where they have passed. */
	readonly examined?: Examination;
	/** Machine families of what stands around it, where that is known. */
	readonly families?: readonly string[];
}

/** The ELF files of an archive as subjects: libraries and programs that will be unpacked together and opened from
 *  there, so that `$ORIGIN` leads to their neighbours. What the budget does not pay for is not unpacked, and `unjudged`. */
export function* archiveSubjects(archive: Archive, budget: WorkBudget): Generator<Subject> {
	const { members, left, foreign } = contentsOf(archive, budget);
	for (const { path, because } of left) {
		const name = path === "" ? archive.path : `${archive.path}!/${path}`;
		yield { path: name, program: NO_PROGRAM, unjudged: `it is not looked into: ${because}` };
	}
	const unread = (archive.examined?.kind === "archive" ? archive.examined.unread : undefined) ?? unpaid(budget);
	if (unread !== undefined)
		yield { path: archive.path, program: NO_PROGRAM, unjudged: `not all of it is looked into: ${unread}` };
	if (foreign !== undefined) yield foreignArchive(archive, foreign);
	if (members.length === 0) return;
	const unpacked = memoryTree(members.map(({ path, entry }) => [path, entry] as const));
	const { byPath } = alternativesAmong(
		members.flatMap((member) => candidatesOf(member, budget)),
		{
			tree: unpacked,
			...(archive.families === undefined || archive.families.length === 0 ? {} : { families: archive.families }),
		},
	);
	for (const member of members) {
		const alternative = byPath.get(member.path);
		yield withClaim({ ...subjectOf(member, unpacked, budget), ...(alternative === undefined ? {} : { alternative }) });
	}
}

/** An archive with libraries for other systems alone. What is for Linux may stand in an archive beside it (classifiers of
 *  Maven artifacts), or nobody may ask: it is said, and counts nowhere. */
function foreignArchive({ path, families = [] }: Archive, foreign: string): Subject {
	const { machines, systems, words } = platformClaim(foreign);
	const because = "its archive has libraries for Windows or macOS alone";
	return {
		path: `${path}!/${foreign}`,
		program: NO_PROGRAM,
		role: "plug-in",
		alternative: {
			convention: "archive",
			name: lastName(path),
			set: path,
			triesOthers: false,
			asksNode: false,
			families: families.length > 0 ? families : ["x86_64"],
			claim: { systems, machines },
			words: words === "" ? "another system" : words,
			choiceOn: () => ({ kind: "not-for-target", because }),
		},
	};
}

function unpaid(budget: WorkBudget): string | undefined {
	return budget.isSpent ? budget.reason() : undefined;
}

function candidatesOf({ path, entry }: Member, budget: WorkBudget): readonly Candidate[] {
	if (budget.isSpent) return [];
	const content = entry.content();
	return content.kind === "elf" ? [candidateFor(path, content.elf, false)] : [];
}

interface Member {
	readonly path: string;
	readonly entry: FileEntry;
	readonly examined?: ExaminedMember;
}

interface Contents {
	readonly members: readonly Member[];
	readonly left: readonly LeftMember[];
	readonly foreign?: string;
}

function contentsOf({ path, source, examined }: Archive, budget: WorkBudget): Contents {
	const prefix = `${path}!/`;
	if (examined?.kind === "archive") {
		const { foreign } = examined;
		return {
			members: examined.members.map((member) => retainedMember(prefix, member)),
			left: examined.left,
			...(foreign === undefined ? {} : { foreign }),
		};
	}
	if (source === undefined) return { members: [], left: [] };
	const unpack = (kilobytes: number): boolean => {
		budget.charge("unpacked kilobytes", kilobytes);
		return !budget.isSpent;
	};
	const { members, left, foreign } = archiveContents(source, unpack);
	return {
		members: members.map((member) => freshMember(prefix, member, unpack)),
		left,
		...(foreign === undefined ? {} : { foreign }),
	};
}

function freshMember(prefix: string, member: ArchiveMember, unpack: (kilobytes: number) => void): Member {
	const open = (): ByteSource => {
		unpack(member.sizeBytes / 1024);
		return member.source();
	};
	return { path: prefix + member.path, entry: memberEntry(member, open) };
}

function retainedMember(prefix: string, examined: ExaminedMember): Member {
	const { file } = examined;
	return { path: prefix + file.path, entry: memberEntry(file, () => sourceAgain(examined)), examined };
}

function sourceAgain({ file }: ExaminedMember): ByteSource {
	const bytes = retainedStretches(file);
	let end = 0;
	const ranges = file.ranges.map(([offset, length]) => {
		end += length;
		return { offset, bytes: bytes.subarray(end - length, end) };
	});
	return retainedSource(file.path, file.sizeBytes, ranges);
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

function subjectOf({ path, entry, examined }: Member, unpacked: FileTree, budget: WorkBudget): Subject {
	if (budget.isSpent) return { path, program: NO_PROGRAM, unjudged: budget.reason() };
	const content = entry.content();
	const program =
		content.kind !== "elf"
			? NO_PROGRAM
			: examined === undefined
				? identifyProgram(content.elf, { path, source: entry.bytes() ?? NOTHING, tree: unpacked })
				: programAgain(examined.program, content.elf, path, unpacked);
	return { path, content, program, unpacked };
}
