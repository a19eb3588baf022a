import { type Alternatives, alternativesAmong } from "../alternatives/alternative.ts";
import { candidateFor } from "../alternatives/candidate.ts";
import type { Candidate as PlatformCandidate } from "../alternatives/convention.ts";
import { lastName, npmPlace } from "../alternatives/npm-place.ts";
import { platformClaim } from "../alternatives/platform-words.ts";
import type { WorkKind } from "../budget/work-budget.ts";
import { DF_1, ET } from "../elf/constants.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { Ownership } from "../packages/ownership.ts";
import { foreignWheel } from "../program/foreign-wheel.ts";
import { tolerant } from "../program/tolerant.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import type { FileContent, FileEntry } from "../tree/file-tree.ts";
import { isArchiveName } from "./archive-members.ts";
import { type Candidate, loadedLibraries } from "./library-roots.ts";

/** A file that is to be judged; its facts are left to be read again, for there may be many. */
export interface SurveyedFile {
	readonly path: string;
	readonly entry: FileEntry;
	readonly isArchive: boolean;
	/** A library or addon by its name, and no ELF file. */
	readonly isForeign: boolean;
	/** Why nobody can say what becomes of it. */
	readonly unjudged?: string;
}

/** What one walk over an input finds. */
interface Survey {
	readonly files: readonly SurveyedFile[];
	/** See {@link loadedLibraries}; what it was found out from is not kept. */
	readonly loaded: ReadonlyMap<string, string>;
	readonly alternatives: Alternatives;
}

/** Walks over an input, once. @param all files of its distribution, too */
export function survey(opened: OpenedInput, ownership: Ownership, all: boolean): Survey {
	const files: SurveyedFile[] = [];
	const candidates: Candidate[] = [];
	const choices: PlatformCandidate[] = [];
	/** Names of links by the path of the file that they lead to. */
	const links = new Map<string, string[]>();
	const packages: string[] = [];
	for (const { path, entry } of opened.walk()) {
		if (entry.type === "symlink" && lastName(path).includes(".so")) {
			noteLink(opened, path, links);
		}
		if (entry.type !== "file" || (!all && ownership.ownerOf(path) !== undefined)) continue;
		if (isPackageManifest(path)) packages.push(path);
		const unjudged = foreignWheel(path, opened.tree);
		if (unjudged !== undefined) files.push({ path, entry, isForeign: false, isArchive: false, unjudged });
		const content = entry.content();
		const isForeign = isForeignAddon(path, content) || isForeignLibrary(path, content);
		if (!isForeign && !isJudged(path, entry, content)) continue;
		files.push({ path, entry, isForeign, isArchive: !isForeign && content.kind === "other" });
		if (isForeign && path.endsWith(".node")) choices.push({ path, family: "none", isProgram: false, isForeign });
		if (content.kind !== "elf") continue;
		candidates.push(candidateOf(path, content.elf));
		choices.push(candidateFor(path, content.elf, isProgram(content.elf)));
	}
	return {
		files,
		loaded: loadedLibraries(candidates.map((each) => withNames(each, links.get(each.path)))),
		alternatives: alternativesAmong(choices, {
			tree: opened.tree,
			packages: affordable(opened, packages),
			affords: paying(opened, "kilobytes of modules"),
		}),
	};
}

/** Those that the budget pays for. */
function affordable(opened: OpenedInput, packages: readonly string[]): readonly string[] {
	const pays = paying(opened, "npm packages");
	return packages.filter(() => pays(1));
}

function paying({ budget }: OpenedInput, kind: WorkKind): (count: number) => boolean {
	return (count) => {
		if (!budget.isSpent) budget.charge(kind, count);
		return !budget.isSpent;
	};
}

/** A package's own, below node_modules; outside of it those of projects. */
function isPackageManifest(path: string): boolean {
	if (!path.endsWith("/package.json")) return false;
	const place = npmPlace(path);
	return place === undefined || place.inside === "package.json";
}

/** Under a name that Node opens as an addon. */
function isForeignAddon(path: string, { kind }: FileContent): boolean {
	return path.endsWith(".node") && (kind === "other" || kind === "empty" || kind === "script");
}

const LIBRARY = /\.so(?:\.\d[\w.]{0,40})?$/;
const TAKEN_FOR_LIBRARIES: ReadonlySet<string> = new Set(["mach-o", "pe", "git-lfs", "html"]);

/** Under a library's name, and for Linux as far as its path says; scripts for linkers and empty files stand in for nothing. */
function isForeignLibrary(path: string, content: FileContent): boolean {
	if (!LIBRARY.test(path) || content.kind !== "other") return false;
	const { systems } = platformClaim(path);
	const isForLinux = systems.length === 0 || systems.includes("linux");
	return isForLinux && content.foreign !== undefined && TAKEN_FOR_LIBRARIES.has(content.foreign.kind);
}

/** Links that nobody can pay for any more make no names: their files are not judged, either. */
function noteLink({ tree, budget }: OpenedInput, path: string, links: Map<string, string[]>): void {
	const found = budget.isSpent ? undefined : tree.lookup(path);
	if (found?.found !== true) return;
	const names = links.get(found.realPath);
	if (names === undefined) links.set(found.realPath, [lastName(path)]);
	else names.push(lastName(path));
}

/** A candidate is known by its links, too, which may stand behind it. */
function withNames(candidate: Candidate, links: readonly string[] | undefined): Candidate {
	return links === undefined ? candidate : { ...candidate, names: [...candidate.names, ...links] };
}

function isJudged(path: string, { mode }: FileEntry, content: FileContent): boolean {
	switch (content.kind) {
		case "elf":
			return content.elf.type === ET.ET_EXEC || content.elf.type === ET.ET_DYN;
		case "malformed-elf":
			return true;
		case "script":
			return (mode & 0o111) !== 0;
		case "other":
			return isArchiveName(path);
		case "empty":
			return false;
	}
}

function candidateOf(path: string, elf: ElfFile): Candidate {
	const soname = tolerant(() => elf.dynamic?.soname);
	const names = [lastName(path), ...(soname === undefined ? [] : [soname])];
	const needed = elf.dynamic?.needed ?? [];
	return { path, machine: elf.machine, class: elf.class, needed, names, isProgram: isProgram(elf) };
}

/** It is started, not opened. */
export function isProgram(elf: ElfFile): boolean {
	const pie = ((elf.dynamic?.flags1 ?? 0) & DF_1.DF_1_PIE) !== 0;
	return elf.type === ET.ET_EXEC || pie || (elf.interpreter !== undefined && elf.dynamic?.soname === undefined);
}
