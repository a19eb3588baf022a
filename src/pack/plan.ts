import { existsSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { directoryTree } from "../disk/directory-tree.ts";
import { startedPrograms } from "../entrypoint/start-command.ts";
import type { ImageFacts } from "../image/image-facts.ts";
import { parsePlatform } from "../image/manifest/platform.ts";
import { UsageError } from "../policy/usage-error.ts";
import { openInput } from "../source/open-input.ts";
import type { OpenedInput } from "../source/opened-input.ts";
import { architectureOf } from "../targets/architecture.ts";
import type { FileTree } from "../tree/file-tree.ts";
import { overlayTree } from "../tree/overlay-tree.ts";
import { prefixedTree } from "../tree/prefixed-tree.ts";
import { openBuilder } from "./builder.ts";
import type { DlopenLevel } from "./choices.ts";
import type { PackedConfiguration } from "./image-configuration.ts";
import type { PackPlan } from "./pack.ts";
import { usersFiles } from "./users-files.ts";

/** What the user asked to be packed. */
export interface PackRequest {
	/** Programs, or one image. */
	readonly subjects: readonly string[];
	/** Image or root that the programs and their libraries come from; this machine where it is absent. */
	readonly from?: string;
	readonly platform?: string;
	readonly include: readonly string[];
	readonly dlopen: DlopenLevel;
	readonly entrypoint?: readonly string[];
	readonly command?: readonly string[];
	readonly user?: string;
	/** Files whose bytes are needed, on a second reading. */
	readonly retains?: (path: string) => boolean;
}

/** Where files of the user's own go in the image. */
const OWN_FOLDER = "/app";
const THIS_MACHINE = "rootfs:/";
const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Finds out what is to be packed, and opens where it comes from.
 *  Errors: UsageError, InputError. */
export async function planOf(request: PackRequest): Promise<PackPlan> {
	const { subjects, from, platform, retains } = request;
	const [first] = subjects;
	if (first === undefined) throw new UsageError("nothing to pack");
	if (from === undefined && subjects.length === 1 && (await isImage(first, platform))) {
		return slimPlan(request, await openBuilder(first, platform, retains));
	}
	const builder = await openBuilder(from ?? THIS_MACHINE, platform, retains);
	return programPlan(request, builder);
}

async function isImage(spec: string, platform: string | undefined): Promise<boolean> {
	if (!existsSync(spec) && !spec.includes(":")) return false;
	if (existsSync(spec) && !isArchiveOrFolder(spec)) return false;
	const inputs = await openInput(spec, platform === undefined ? {} : { platform });
	for (const { close } of inputs) close();
	return inputs.some(({ form }) => form === "image" || form === "rootfs");
}

/** A program need not be opened to see that it is no image. */
function isArchiveOrFolder(path: string): boolean {
	const tree = directoryTree(dirname(resolve(path)));
	const entry = tree.entry(`/${basename(path)}`);
	return entry?.type !== "file" || !["elf", "script"].includes(entry.content().kind);
}

/** The programs that an image starts, with what its user put there. */
function slimPlan(request: PackRequest, builder: OpenedInput): PackPlan {
	const { image, tree, budget, source } = builder;
	if (image === undefined)
		throw new UsageError(
			`${source}: a root file system: say which of its programs to pack (inspect pack PROGRAM --from ${source})`,
		);
	const facts = {
		...image,
		entrypoint: request.entrypoint ?? image.entrypoint,
		command: request.command ?? image.command,
	};
	const started = startedPrograms(facts, tree, budget).flatMap(({ path }) => path ?? []);
	if (started.length === 0) throw new UsageError(`${source}: the image starts no program that is there`);
	return {
		...shared(request, builder),
		programs: started,
		whole: [],
		single: usersFiles(builder),
		configuration: { ...configurationOf(facts), user: request.user ?? image.user },
	};
}

function configurationOf(image: ImageFacts): PackedConfiguration {
	const { architecture, variant, entrypoint, command, environment, workingDirectory, user, labels, further } = image;
	return {
		architecture,
		...(variant === undefined ? {} : { variant }),
		entrypoint,
		command,
		environment,
		workingDirectory,
		user,
		labels,
		...(further === undefined ? {} : { further }),
	};
}

function programPlan(request: PackRequest, builder: OpenedInput): PackPlan {
	const found = request.subjects.map((subject) => programIn(subject, builder.tree));
	const tree = found.reduce(
		(below, { own }) => (own === undefined ? below : overlayTree(own.tree, below)),
		builder.tree,
	);
	const programs = found.flatMap(({ program }) => program ?? []);
	const own = found.flatMap((each) => each.own ?? []);
	if (new Set(own.map(({ folder }) => folder)).size > 1)
		throw new UsageError(`files of several folders cannot all stand in ${OWN_FOLDER}: name the folder above them`);
	const entrypoint = request.entrypoint ?? programs.slice(0, 1);
	if (entrypoint.length === 0)
		throw new UsageError(`${request.subjects[0]}: a folder: say what to start (--entrypoint)`);
	const started = entrypoint[0]?.startsWith("/") === true ? [entrypoint[0]] : [];
	const all = [...new Set([...started, ...programs])];
	return {
		...shared(request, { ...builder, tree }),
		programs: all,
		whole: found.flatMap(({ whole }) => whole ?? []),
		...(own[0] === undefined ? {} : { own: { at: OWN_FOLDER, folder: own[0].folder } }),
		configuration: {
			...platformOf(all[0] ?? "", tree),
			entrypoint,
			command: request.command ?? [],
			environment: builder.image?.environment.length ? builder.image.environment : [PATH],
			workingDirectory: "/",
			user: request.user ?? "",
			labels: {},
		},
	};
}

function shared(
	{ include, dlopen }: PackRequest,
	builder: OpenedInput,
): Pick<PackPlan, "builder" | "include" | "dlopen"> {
	return { builder, include, dlopen };
}

/** A subject in the builder: a program, or files of the user's own that stand in a folder of it. */
interface FoundSubject {
	readonly program?: string;
	readonly own?: { readonly tree: FileTree; readonly folder: string };
	readonly whole?: string;
}

/** An absolute path or a bare name is a program of the builder; anything else a file of the user's own. */
function programIn(subject: string, tree: FileTree): FoundSubject {
	if (subject.startsWith("/") && tree.lookup(subject).found) return { program: subject };
	const named = subject.includes("/") ? undefined : inPath(subject, tree);
	if (named !== undefined) return { program: named };
	if (!existsSync(subject)) {
		throw new UsageError(`${subject}: no such file, here or in the builder`);
	}
	if (statSync(subject).isDirectory()) return { own: placed(resolve(subject)), whole: OWN_FOLDER };
	const folder = ownFolder(resolve(subject));
	return { own: placed(folder), program: `${OWN_FOLDER}${resolve(subject).slice(folder === "/" ? 0 : folder.length)}` };
}

function inPath(name: string, tree: FileTree): string | undefined {
	const folders = PATH.slice("PATH=".length).split(":");
	return folders.map((folder) => `${folder}/${name}`).find((path) => tree.lookup(path).found);
}

function placed(folder: string): { readonly tree: FileTree; readonly folder: string } {
	return { tree: prefixedTree(directoryTree(folder), OWN_FOLDER), folder };
}

/** A program in `bin` has its libraries beside that folder. */
function ownFolder(program: string): string {
	const folder = dirname(program);
	return ["bin", "sbin", "libexec"].includes(basename(folder)) ? dirname(folder) : folder;
}

/** Interpreters of interpreters. */
const MOST_INTERPRETERS = 4;

/** The platform of a program, or of what interprets it. */
function platformOf(program: string, tree: FileTree): Pick<PackedConfiguration, "architecture" | "variant"> {
	let path = program;
	for (let depth = 0; depth < MOST_INTERPRETERS; depth += 1) {
		const found = tree.lookup(path);
		const content = found.found && found.entry.type === "file" ? found.entry.content() : undefined;
		if (content?.kind === "elf") {
			const { architecture, variant } = parsePlatform(`linux/${architectureOf(content.elf) ?? "unknown"}`);
			return { architecture, ...(variant === undefined ? {} : { variant }) };
		}
		if (content?.kind !== "script") break;
		path = content.interpreter;
	}
	throw new UsageError(`${program}: neither a program nor a script with an interpreter in the builder`);
}
