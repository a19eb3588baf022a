import { ElfFormatError } from "../bytes/elf-format-error.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { FileTree } from "../input/file-tree.ts";
import type { OpenedInput } from "../input/opened-input.ts";
import { overlayTree } from "../input/overlay-tree.ts";
import { applicationTree } from "../input/packages/application-tree.ts";
import { libraryOwner } from "../input/packages/library-owner.ts";
import { packageOwnership } from "../input/packages/ownership.ts";
import { Recent } from "../input/recent.ts";
import type { Subject } from "../input/subjects/subject.ts";
import type { SubjectKind } from "../program/program-facts.ts";
import { architectureOf, findArchitecture } from "../target/architecture.ts";
import type { Target } from "../target/target.ts";
import { targetOfTree } from "../target/target-of-tree.ts";
import { UnknownTargetError } from "../target/unknown-target-error.ts";
import type { SubjectReport, TargetResult } from "../verdict/report.ts";
import { elfSummary } from "./elf-summary.ts";
import { fileJudge, type JudgedFile, type LoadIn, type Place, subjectKind } from "./judge.ts";
import { asLoadedBy } from "./library-load.ts";
import { linkLoads } from "./link-loads.ts";
import { placeOn, type Setting } from "./place.ts";
import type { TargetSource } from "./target-choice.ts";

/** How the files of one input are judged. */
export interface InputJudgement {
	readonly input: OpenedInput;
	/** Target names; `self` is the input itself. */
	readonly targets: readonly string[];
	readonly targetSource: TargetSource;
	/** For files that do not say: scripts, and the image as a whole. */
	readonly arch: string | undefined;
	readonly alone: boolean;
	readonly x86Level?: 1 | 2 | 3 | 4;
	/** Where a single file's relative path starts. */
	readonly workingDirectory: string;
}

/** Judges subjects of one input, one after the other. Places on targets are made once and shared. */
export function subjectJudge(judgement: InputJudgement): (subject: Subject) => SubjectReport {
	const places = placesOf(judgement);
	const loads = loadsOfSubjects();
	return (found) => {
		const subject = asGiven(found, judgement.input);
		const arch = archOf(subject, judgement);
		const kind = kindOf(subject);
		const resultOn = resultsOf({
			input: judgement.input,
			subject,
			kind,
			arch,
			places: (name) => places(name, arch),
			loads,
		});
		return { ...identityOf(subject, judgement.input, kind), results: judgement.targets.map(resultOn) };
	};
}

/** A single file keeps the name that the user gave it, and so do the files in it: messages then read as they would on
 *  the user's screen. */
function asGiven(subject: Subject, input: OpenedInput): Subject {
	const { form, path } = input;
	if (form !== "file" || path === undefined) return subject;
	const isMember = subject.path.startsWith(`${path}!/`);
	return isMember || subject.path === path
		? { ...subject, path: givenName(input) + subject.path.slice(path.length) }
		: subject;
}

function givenName({ source }: OpenedInput): string {
	return source.replace(/^file:/, "");
}

type Places = (target: string, arch: string) => Place | undefined;

function placesOf(judgement: InputJudgement): Places {
	const known = new Map<string, Place | undefined>();
	const moving = movingTree(judgement.input);
	const targetNamed = (name: string, arch: string): Target | undefined =>
		name === "self" ? selfTarget(judgement.input, arch) : judgement.targetSource(name, arch);
	const places: Places = (name, arch) => {
		const key = `${name}\n${arch}`;
		if (known.has(key)) return known.get(key);
		const target = targetNamed(name, arch);
		const setting = settingOf(judgement, moving(), (other) => placeIfKnown(places, other, arch));
		const place = target === undefined ? undefined : placeOn(target, setting);
		known.set(key, place);
		return place;
	};
	return places;
}

/** The place on a target that a remedy would like to name; there need not be one. */
function placeIfKnown(places: Places, name: string, arch: string): Place | undefined {
	try {
		return places(name, arch);
	} catch (error) {
		if (error instanceof UnknownTargetError) return undefined;
		throw error;
	}
}

function settingOf(
	{ input, alone, x86Level, workingDirectory }: InputJudgement,
	moving: FileTree,
	elsewhere: Setting["elsewhere"],
): Setting {
	return {
		input,
		moving,
		formerOwner: (library) => libraryOwner(packageOwnership(input.tree), library),
		alone,
		workingDirectory: input.form === "file" ? workingDirectory : input.image?.workingDirectory || "/",
		...(x86Level === undefined ? {} : { x86Level }),
		elsewhere,
	};
}

/** Found out when the input first moves to another base. */
function movingTree(input: OpenedInput): () => FileTree {
	let tree: FileTree | undefined;
	return () => {
		const moves = input.form === "image" || input.form === "rootfs";
		tree ??= moves ? applicationTree(input.tree, packageOwnership(input.tree)) : input.tree;
		return tree;
	};
}

function selfTarget(input: OpenedInput, arch: string): Target | undefined {
	return input.form === "file"
		? undefined
		: targetOfTree(input.tree, { name: "self", arch, provenance: { source: input.source } });
}

function archOf({ content }: Subject, { arch, input }: InputJudgement): string {
	const own = content?.kind === "elf" ? architectureOf(content.elf) : undefined;
	return arch ?? own ?? imageArch(input) ?? "x86_64";
}

function imageArch({ image }: OpenedInput): string | undefined {
	if (image === undefined) return undefined;
	const { architecture, variant } = image;
	const exact = variant === undefined ? undefined : findArchitecture(`${architecture}/${variant}`);
	return (exact ?? findArchitecture(architecture))?.name;
}

/** What is neither ELF nor begins as the kernel wants a script to begin is text to it: it refuses both alike. */
function kindOf({ content }: Subject): SubjectKind {
	if (content?.kind === "other" || content?.kind === "empty") return "script";
	return (content === undefined ? undefined : subjectKind(content)) ?? "other-elf";
}

function identityOf(subject: Subject, input: OpenedInput, kind: SubjectKind): Omit<SubjectReport, "results"> {
	const { content, program, role, ownedBy } = subject;
	const elf = content?.kind === "elf" ? summaryOf(content.elf) : undefined;
	return {
		path: subject.path,
		source: input.source,
		kind: elf === "malformed" ? "malformed" : kind,
		...(role === undefined ? {} : { role }),
		...(elf === undefined || elf === "malformed" ? {} : { elf }),
		...(program.kind === undefined
			? {}
			: { program: { kind: program.kind, evidence: program.evidence, details: program.details } }),
		...(content?.kind === "script" ? { script: scriptSummary(content) } : {}),
		...(ownedBy === undefined ? {} : { ownedBy }),
	};
}

function scriptSummary(script: { readonly interpreter: string; readonly argument?: string }): {
	readonly interpreter: string;
	readonly argument?: string;
} {
	const { interpreter, argument } = script;
	return { interpreter, ...(argument === undefined ? {} : { argument }) };
}

function summaryOf(elf: ElfFile): SubjectReport["elf"] | "malformed" {
	try {
		return elfSummary(elf);
	} catch (error) {
		if (error instanceof ElfFormatError) return "malformed";
		throw error;
	}
}

/** Programs whose loads are kept for the libraries that they bring. */
const MOST_ROOTS = 64;

/** How a subject loads; a library that does not load on its own, as what brings it loads it. */
function loadsOfSubjects(): (subject: Subject) => LoadIn {
	const roots = new Recent<Subject, LoadIn>(MOST_ROOTS);
	const loadsOf = linkLoads();
	return (subject) => {
		const own = loadsOf(judgedFile(subject));
		const { loadedBy } = subject;
		if (loadedBy === undefined) return own;
		return (place) => {
			const load = own(place);
			if (load.outcome === "starts" && load.problems.length === 0) return load;
			const root = roots.get(loadedBy, () => loadsOf(judgedFile(loadedBy)));
			return asLoadedBy(root(place), subject.path, place.root) ?? load;
		};
	};
}

function judgedFile(subject: Subject): JudgedFile {
	const { content, program, ownedBy, user } = subject;
	const elf = content?.kind === "elf" ? content.elf : undefined;
	const kind = kindOf(subject);
	return {
		path: openedPath(subject.path, kind),
		kind,
		program,
		isStarted: isStarted(subject),
		...(user === undefined ? {} : { user }),
		...(elf === undefined ? {} : { elf }),
		...(content?.kind === "script" ? { script: scriptSummary(content) } : {}),
		...(ownedBy === undefined ? {} : { ownedBy }),
	};
}

/** The image's runtime starts it, or what the runtime starts does. */
function isStarted({ role }: Subject): boolean {
	return role === "entrypoint" || role === "command";
}

/** Hosts open plug-ins by path; a name without a slash would be looked for on the search path instead. */
function openedPath(path: string, kind: SubjectKind): string {
	return kind === "shared-library" && !path.includes("/") ? `./${path}` : path;
}

/** One file's question. */
interface Question {
	readonly input: OpenedInput;
	readonly subject: Subject;
	readonly kind: SubjectKind;
	readonly arch: string;
	readonly places: (name: string) => Place | undefined;
	readonly loads: (subject: Subject) => LoadIn;
}

/** One file's answers, target by target. */
function resultsOf({ input, subject, kind, arch, places, loads }: Question): (name: string) => TargetResult {
	const answered = answeredWithoutLoad(subject, kind);
	const judge = fileJudge(judgedFile(subject), loads(subject));
	return (name: string): TargetResult => {
		if (answered !== undefined) return { ...withoutLoad(name, arch), ...answered };
		const place = places(name);
		if (place === undefined) return noSuchImage(name, arch);
		return judge(subject.unpacked === undefined ? place : withArchive(place, subject.unpacked, input));
	};
}

/** What needs no target to be answered. What an image starts is asked of the kernel, however malformed it is: a file
 *  that is cut short in its headers is refused. */
function answeredWithoutLoad(
	subject: Subject,
	kind: SubjectKind,
): Pick<TargetResult, "verdict" | "message"> | undefined {
	const { content, missing } = subject;
	if (missing !== undefined) return { verdict: "fails", message: missing };
	if (content?.kind === "malformed-elf" && !isStarted(subject))
		return { verdict: "unknown", message: content.error.message };
	return kind === "other-elf"
		? { verdict: "unknown", message: "it is neither a program nor a shared library" }
		: undefined;
}

function noSuchImage(name: string, arch: string): TargetResult {
	const message =
		name === "self" ? "self is the image that is inspected, and this is none" : `${name} has no image for ${arch}`;
	return { ...withoutLoad(name, arch), verdict: "unknown", message };
}

function withoutLoad(target: string, arch: string): Omit<TargetResult, "verdict"> {
	return { target, arch, missing: { libraries: [], symbols: [], versions: [] }, findings: [] };
}

/** The members of an archive stand beside it while its library is judged, also where a remedy tries another base. */
function withArchive(place: Place, unpacked: FileTree, input: OpenedInput): Place {
	const root = overlayTree(unpacked, place.root);
	const { form, path } = input;
	return {
		...place,
		root: form === "file" && path !== undefined ? renamedFile(root, absoluteName(place, input), path) : root,
		elsewhere: (name) => {
			const other = place.elsewhere(name);
			return other === undefined ? undefined : withArchive(other, unpacked, input);
		},
	};
}

/** As a process writes a name that the user gave, `..` and doubled slashes left in it. */
function absoluteName({ workingDirectory }: Place, input: OpenedInput): string {
	const given = givenName(input);
	return given.startsWith("/") ? given : `${workingDirectory}/${given}`;
}

/** A tree in which what stands in an archive is found below its name as given, too. */
function renamedFile(tree: FileTree, given: string, path: string): FileTree {
	const real = (asked: string): string => (asked.startsWith(`${given}!/`) ? path + asked.slice(given.length) : asked);
	return {
		lookup: (asked) => tree.lookup(real(asked)),
		entry: (asked) => tree.entry(real(asked)),
		list: (asked) => tree.list(real(asked)),
	};
}
