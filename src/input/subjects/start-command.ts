import type { FileTree } from "../file-tree.ts";
import type { ImageFacts } from "../opened-input.ts";
import { isGranted, isRestricted } from "../permission/credentials.ts";
import { guardedTree } from "../permission/guarded-tree.ts";
import { processUser } from "../permission/image-user.ts";
import { finalExec, handsArgumentsOn, unwrap } from "./wrappers.ts";

/** A program that an image starts. */
export interface StartedProgram {
	readonly role: "entrypoint" | "command";
	/** As the command line has it. */
	readonly word: string;
	/** Where it is, symlinks not resolved; absent when it is not found. */
	readonly path?: string;
	/** What the container runtime says when it is not found: runc's words. */
	readonly missing?: string;
}

/** What Docker takes when the image's environment has no PATH; nobody does when a bundle's has none. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Wrappers within wrappers. */
const MOST_DEPTH = 8;
const MOST_PROGRAMS = 32;
const SCRIPT_BYTES = 64 * 1024;

/** The programs that an image starts, in order: that of its entrypoint and command, then those that it names plainly:
 *  behind `sh -c`, an init program, or a script that hands its arguments on. */
export function startedPrograms(image: ImageFacts, tree: FileTree): readonly StartedProgram[] {
	const words = [...image.entrypoint, ...image.command];
	const found: StartedProgram[] = [];
	const follow = (command: readonly string[], role: StartedProgram["role"], depth: number): void => {
		const [word = ""] = command;
		if (word === "" || depth > MOST_DEPTH || found.length >= MOST_PROGRAMS) return;
		const program = find(word, role, image, tree);
		// Only the first word is the runtime's to find; what a shell does about the others is its own affair.
		if (program.path !== undefined || depth === 0) found.push(program);
		for (const next of following(command, program, tree)) follow(next, "command", depth + 1);
	};
	follow(words, image.entrypoint.length > 0 ? "entrypoint" : "command", 0);
	return found;
}

function find(word: string, role: StartedProgram["role"], image: ImageFacts, tree: FileTree): StartedProgram {
	const user = processUser(image, [tree]);
	const who = user !== undefined && "uid" in user ? user : undefined;
	const seen = isRestricted(who) && !word.includes("/") ? guardedTree(tree, who) : tree;
	for (const path of candidates(word, image)) {
		const lookup = seen.lookup(path);
		if (!lookup.found || lookup.entry.type !== "file") continue;
		if (word.includes("/") || isGranted(lookup.entry, who, "execute")) return { role, word, path };
	}
	return { role, word, missing: `exec: "${word}": ${whyNotFound(word, image, tree)}` };
}

/** runc looks a program up as Go's exec.LookPath does, and says what stat(2) told it. */
function whyNotFound(word: string, image: ImageFacts, tree: FileTree): string {
	if (!word.includes("/")) return "executable file not found in $PATH";
	const [path = word] = candidates(word, image);
	const lookup = tree.lookup(path);
	if (!lookup.found) return `stat ${word}: ${STAT_WORDS[lookup.errno] ?? STAT_WORDS.ENOENT}`;
	return lookup.entry.type === "directory" ? "is a directory" : "permission denied";
}

const STAT_WORDS: Readonly<Record<string, string>> & { readonly ENOENT: string } = {
	ENOENT: "no such file or directory",
	ENOTDIR: "not a directory",
	ELOOP: "too many levels of symbolic links",
	ENAMETOOLONG: "file name too long",
	EACCES: "permission denied",
};

function candidates(word: string, { environment, workingDirectory, isBundle }: ImageFacts): readonly string[] {
	const folder = workingDirectory === "" ? "/" : workingDirectory;
	if (word.includes("/")) return [absolute(word, folder)];
	const set = environment.findLast((variable) => variable.startsWith("PATH="))?.slice("PATH=".length);
	const path = set ?? (isBundle === true ? "" : DEFAULT_PATH);
	// Of an empty PATH, Go's filepath.SplitList makes no folder at all.
	if (path === "") return [];
	return path.split(":").map((entry) => `${absolute(entry === "" ? "." : entry, folder)}/${word}`);
}

function absolute(path: string, folder: string): string {
	const joined = path.startsWith("/") ? path : `${folder}/${path}`;
	return joined
		.replace(/\/(\.\/)+/g, "/")
		.replace(/\/{2,}/g, "/")
		.replace(/(.)\/+$/, "$1");
}

/** Command lines that a program goes on to start. */
function following(
	command: readonly string[],
	{ path }: StartedProgram,
	tree: FileTree,
): readonly (readonly string[])[] {
	const wrapped = unwrap(command);
	if (wrapped !== undefined) return wrapped.commands;
	const rest = command.slice(1);
	const text = path === undefined ? undefined : scriptText(path, tree);
	if (text === undefined) return [];
	// A first argument that is an option is the script's to make something of.
	const handed = handsArgumentsOn(text) && rest[0]?.startsWith("-") === false ? [rest] : [];
	const becomes = finalExec(text);
	return becomes === undefined ? handed : [...handed, becomes];
}

function scriptText(path: string, tree: FileTree): string | undefined {
	const lookup = tree.lookup(path);
	if (!lookup.found || lookup.entry.type !== "file" || lookup.entry.content().kind !== "script") return undefined;
	try {
		return lookup.entry.bytes()?.read(0, SCRIPT_BYTES).toString("utf8");
	} catch {
		// Bytes that were not kept: the script itself is judged all the same.
		return undefined;
	}
}
