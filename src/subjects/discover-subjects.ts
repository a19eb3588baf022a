import { type Alternatives, alternativeAlone } from "../alternatives/alternative.ts";
import { candidateFor } from "../alternatives/candidate.ts";
import { lastName } from "../alternatives/npm-place.ts";
import { Recent } from "../bytes/recent.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import { type StartedProgram, startedPrograms } from "../entrypoint/start-command.ts";
import { natureOfSource } from "../image/layers/nature.ts";
import { type Ownership, packageOwnership } from "../packages/ownership.ts";
import { identifyProgram } from "../program/identify.ts";
import { NO_PROGRAM } from "../program/program-facts.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { FileEntry } from "../tree/file-tree.ts";
import { isArchiveName } from "./archive-members.ts";
import { archiveSubjects } from "./archive-subjects.ts";
import { type Examination, isExamination, NOTHING, programAgain } from "./examination.ts";
import type { Subject } from "./subject.ts";
import { isProgram, type SurveyedFile, survey } from "./survey.ts";
import { withClaim } from "./with-claim.ts";

export type { Subject } from "./subject.ts";

/** What is to be judged beyond the default. */
export interface DiscoveryOptions {
	/** Files that belong to the input's distribution, too. */
	readonly all?: boolean;
	/** Whose files are whose, where the caller has looked already. */
	readonly ownership?: Ownership;
}

/** The files of an input that are to be judged, each once.
 *
 *  - A single file: the file, and if it is a zip archive the ELF files in it.
 *  - An image: first what its entrypoint and command start, found or missing.
 *  - Then, by path: ELF files that can be started or opened, scripts with an execute bit and a `#!` line, and ELF files
 *    in zip archives. Not judged: object and core files; files of the input's own distribution (the programs that the
 *    image starts excepted).
 *
 *  Libraries that another file of the input loads (see `loadedLibraries`) name it, unless their name does not start
 *  with `lib`, as a plug-in's. */
export function* discoverSubjects(opened: OpenedInput, options: DiscoveryOptions = {}): Generator<Subject> {
	if (opened.form === "file") return yield* singleFile(opened);
	const ownership = options.ownership ?? ownershipOf(opened);
	const { image, tree } = opened;
	const programs = image === undefined ? [] : startedPrograms(image, tree, opened.budget);
	yield* startedSubjects(programs, opened, ownership);
	// Scripts that a shell reads are not started by the kernel, whatever their modes say.
	const started = new Set(programs.flatMap(({ path }) => (path === undefined ? [] : [realPathOf(opened, path)])));
	yield* remainingSubjects(opened, ownership, options.all === true, started);
}

/** Whose files are whose in an input; nobody's in a single file or a folder of files. */
export function ownershipOf(opened: OpenedInput): Ownership {
	if (opened.form !== "file") return packageOwnership(opened.tree, opened.budget);
	return { databases: [], problems: [], ownerOf: () => undefined, versionOf: () => undefined };
}

function* singleFile(opened: OpenedInput): Generator<Subject> {
	const path = opened.path ?? "/";
	const found = opened.tree.lookup(path);
	if (!found.found || found.entry.type !== "file") return;
	const source = found.entry.bytes();
	if (source !== undefined && natureOfSource(source) === "zip") yield* archiveSubjects({ path, source }, opened.budget);
	else yield withClaim({ ...withRole(subjectAt(opened, path, found.entry)), ...aloneAt(opened, path, found.entry) });
}

function aloneAt({ tree }: OpenedInput, path: string, entry: FileEntry): Pick<Subject, "alternative"> {
	const content = entry.content();
	if (content.kind !== "elf") return {};
	const alternative = alternativeAlone(candidateFor(path, content.elf, isProgram(content.elf)), tree);
	return alternative === undefined ? {} : { alternative };
}

function* startedSubjects(
	programs: readonly StartedProgram[],
	opened: OpenedInput,
	ownership: Ownership,
): Generator<Subject> {
	const { tree } = opened;
	const seen = new Set<string>();
	for (const program of programs) {
		const { role, word, path, missing, isRead } = program;
		if (isRead === true) continue;
		const found = path === undefined ? undefined : tree.lookup(path);
		if (path === undefined || found?.found !== true || found.entry.type !== "file") {
			yield { path: word, program: NO_PROGRAM, role, ...start(program), ...(missing === undefined ? {} : { missing }) };
		} else if (!seen.has(found.realPath)) {
			seen.add(found.realPath);
			yield { ...subjectAt(opened, path, found.entry), ...owner(ownership, found.realPath), role, ...start(program) };
		}
	}
}

/** How a program comes to be started. */
function start({
	word,
	user,
	environment,
	loadedBy,
	isLookedUp,
	unjudged,
	refusalLines,
}: StartedProgram): Pick<Subject, "user" | "environment" | "lookedUpAs" | "calledAs" | "refusalLines" | "unjudged"> {
	return {
		calledAs: word,
		...(user === undefined ? {} : { user }),
		...(environment === undefined ? {} : { environment }),
		...(isLookedUp === undefined ? {} : { lookedUpAs: word }),
		...(unjudged === undefined ? {} : { unjudged }),
		...(refusalLines === undefined ? {} : { refusalLines }),
		...(loadedBy === undefined ? {} : { unjudged: `${loadedBy} loads it as its options say, which is not followed` }),
	};
}

function* remainingSubjects(
	opened: OpenedInput,
	ownership: Ownership,
	all: boolean,
	started: ReadonlySet<string>,
): Generator<Subject> {
	const { files, loaded, alternatives } = survey(opened, ownership, all);
	for (const [path, alternative] of alternatives.unbuilt) {
		yield { path, program: NO_PROGRAM, role: "plug-in", alternative };
	}
	const rootNamed = rootsOf(opened, files);
	for (const { path, entry, isArchive, isForeign, unjudged } of files) {
		if (unjudged !== undefined) yield { path, program: NO_PROGRAM, role: "plug-in", unjudged };
		else if (isForeign) {
			if (!path.endsWith(".node") || alternatives.foreign.has(path)) yield foreignFile(path, entry, alternatives);
		} else if (isArchive) yield* inArchive(opened, path, entry, alternatives.families);
		else if (!started.has(path)) {
			const loadedBy = loaded.get(path);
			const isPart = loadedBy !== undefined && lastName(path).startsWith("lib");
			const alternative = alternatives.byPath.get(path);
			const subject = withClaim({
				...subjectAt(opened, path, entry),
				...owner(ownership, path),
				...(alternative === undefined ? {} : { alternative }),
			});
			yield isPart ? { ...subject, ...rootNamed(loadedBy) } : withRole(subject);
		}
	}
}

/** What is no ELF file and is opened all the same, going by its name. */
function foreignFile(path: string, entry: FileEntry, { byPath }: Alternatives): Subject {
	const alternative = byPath.get(path);
	return {
		path,
		content: entry.content(),
		program: NO_PROGRAM,
		role: "plug-in",
		...(alternative === undefined ? {} : { alternative }),
	};
}

/** Programs and plug-ins that are remembered for the libraries that they load. */
const MOST_ROOTS = 64;

/** What loads a library, by path; for long one object for each path. */
function rootsOf(opened: OpenedInput, files: readonly SurveyedFile[]): (path: string) => Pick<Subject, "loadedBy"> {
	const entries = new Map(files.map(({ path, entry }) => [path, entry]));
	const known = new Recent<string, Subject>(MOST_ROOTS);
	return (path) => {
		const entry = entries.get(path);
		return entry === undefined ? {} : { loadedBy: known.get(path, () => subjectAt(opened, path, entry)) };
	};
}

function subjectAt(opened: OpenedInput, path: string, entry: FileEntry): Subject {
	const content = entry.content();
	if (content.kind !== "elf") return { path, content, program: NO_PROGRAM };
	return { path, content, program: programOf(opened, path, entry, content.elf) };
}

function programOf(opened: OpenedInput, path: string, entry: FileEntry, elf: ElfFile): Subject["program"] {
	const { tree } = opened;
	const source = entry.bytes();
	const examined = source === undefined ? examination(opened, path) : undefined;
	if (examined?.kind === "elf") return programAgain(examined.program, elf, path, tree);
	return identifyProgram(elf, { path, source: source ?? NOTHING, tree });
}

/** Plug-ins are told by looking at symbols, so nobody looks before a library is judged on its own. */
function withRole(subject: Subject): Subject {
	const library = subject.content?.kind === "elf" && !isProgram(subject.content.elf);
	return library && subject.program.host !== undefined ? { ...subject, role: "plug-in" } : subject;
}

function* inArchive(
	opened: OpenedInput,
	path: string,
	entry: FileEntry,
	families: readonly string[],
): Generator<Subject> {
	if (entry.content().kind !== "other" || !isArchiveName(path)) return;
	const source = entry.bytes();
	const examined = source === undefined ? examination(opened, path) : undefined;
	const archive = {
		path,
		families,
		...(source === undefined ? {} : { source }),
		...(examined === undefined ? {} : { examined }),
	};
	for (const subject of archiveSubjects(archive, opened.budget)) yield withRole(subject);
}

/** What {@link examineFile} made of a file when it passed. Asked only where its bytes are gone: an input whose bytes
 *  are at hand would examine the file now, in full. */
function examination(opened: OpenedInput, path: string): Examination | undefined {
	const examined = opened.examined(realPathOf(opened, path));
	return isExamination(examined) ? examined : undefined;
}

function owner(ownership: Ownership, realPath: string): Pick<Subject, "ownedBy"> {
	const ownedBy = ownership.ownerOf(realPath);
	return ownedBy === undefined ? {} : { ownedBy };
}

function realPathOf({ tree }: OpenedInput, path: string): string {
	const found = tree.lookup(path);
	return found.found ? found.realPath : path;
}
