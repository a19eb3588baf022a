import type { ImageFacts } from "../image/image-facts.ts";
import { type Credentials, isGranted, isRestricted } from "../image/users/credentials.ts";
import { guardedTree } from "../image/users/guarded-tree.ts";
import type { FileTree } from "../tree/file-tree.ts";
import type { MissingProgram, Obstacle } from "./missing-program.ts";

/** What Docker takes when the image's environment has no PATH; nobody does when a bundle's has none. */
export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Where a program of an image is, symlinks not resolved; what keeps it from being found, or nobody knows. */
export type Found = { readonly path: string } | { readonly missing: MissingProgram } | { readonly unjudged: string };

/** Looks a program up as the container runtime does.
 *  `who` looks; root when not said.
 *  Source: SetupWorkingDirectory in moby's container.go; runc's Init in libcontainer/standard_init_linux.go; LookPath in Go's os/exec/lp_unix.go. */
export function findProgram(word: string, image: ImageFacts, tree: FileTree, who?: Credentials): Found {
	const directory = workingDirectory(image);
	const atDirectory = tree.lookup(directory);
	if (atDirectory.found ? atDirectory.entry.type !== "directory" : atDirectory.errno === "ENOTDIR") {
		const line = image.isBundle
			? `mkdir /${directory}: not a directory`
			: `Cannot mkdir: ${directory} is not a directory`;
		return refused({ word, line, obstacle: { kind: "working-directory", path: directory } });
	}
	const seen = isRestricted(who) ? guardedTree(tree, who) : tree;
	return word.includes("/") ? findAt(word, image, { tree, seen }) : findInPath(word, image, { tree, seen, who });
}

/** Looks up what a program of the image goes on to start, as execvp(3) and shells do. By a path, the kernel is left to
 *  refuse what may not be executed. */
export function findCommand(word: string, image: ImageFacts, tree: FileTree, who?: Credentials): string | Obstacle {
	const seen = isRestricted(who) && !word.includes("/") ? guardedTree(tree, who) : tree;
	for (const { asked, path } of candidates(word, image)) {
		const lookup = seen.lookup(asked);
		if (!lookup.found || lookup.entry.type !== "file") continue;
		if (word.includes("/") || isGranted(lookup.entry, who, "execute")) return path;
	}
	return firstObstacle(candidates(word, image), tree) ?? { kind: "nothing" };
}

/** Looks for a file that a shell is to read as a script. */
export function findScript(word: string, image: ImageFacts, tree: FileTree, who?: Credentials): string | Obstacle {
	const directory = workingDirectory(image);
	const inDirectory = candidate(word, directory, directory);
	const { asked, path } = inDirectory;
	const lookup = tree.lookup(asked);
	if (!lookup.found) return danglingLink(tree, path) ?? { kind: "nothing" };
	if (lookup.entry.type === "directory") return { kind: "directory", path };
	const seen = isRestricted(who) ? guardedTree(tree, who).lookup(asked) : lookup;
	if (!seen.found || !isGranted(lookup.entry, who, "read")) return { kind: "not-readable", path };
	const isElf = lookup.entry.type === "file" && lookup.entry.content().kind === "elf";
	return isElf ? { kind: "no-script", path } : path;
}

interface Trees {
	readonly tree: FileTree;
	/** As its user meets it. */
	readonly seen: FileTree;
	readonly who?: Credentials | undefined;
}

/** What is there and may not be executed is found all the same: the kernel refuses it for the same reason. */
function findAt(word: string, image: ImageFacts, { tree }: Trees): Found {
	const [{ asked, path } = { asked: word, path: word }] = candidates(word, image);
	const lookup = tree.lookup(asked);
	if (lookup.found && lookup.entry.type === "file") return { path };
	const quoted = quotedAsInGo(word);
	if (!lookup.found && leadsToMounts(tree, asked)) return { unjudged: `${word} leads to what the runtime mounts` };
	if (!lookup.found) {
		const line = `exec: ${quoted}: stat ${word}: ${STAT_WORDS[lookup.errno]}`;
		return refused({ word, line, obstacle: danglingLink(tree, path) ?? { kind: "nothing" } });
	}
	if (lookup.entry.type === "directory") {
		return refused({ word, line: `exec: ${quoted}: is a directory`, obstacle: { kind: "directory", path } });
	}
	return refused({ word, line: `exec: ${quoted}: permission denied`, obstacle: { kind: "not-executable", path } });
}

function findInPath(word: string, image: ImageFacts, trees: Trees): Found {
	const quoted = quotedAsInGo(word);
	for (const { asked, path, folder } of word === "" ? [] : candidates(word, image)) {
		const lookup = trees.seen.lookup(asked);
		if (!lookup.found || lookup.entry.type !== "file" || !isGranted(lookup.entry, trees.who, "execute")) continue;
		if (folder.startsWith("/")) return { path };
		const line = `exec: ${quoted}: cannot run executable found relative to current directory`;
		return refused({ word, line, obstacle: { kind: "in-relative-folder", path, folder } });
	}
	const line = `exec: ${quoted}: executable file not found in $PATH`;
	return refused({
		word,
		line,
		obstacle: firstObstacle(word === "" ? [] : candidates(word, image), trees.tree) ?? { kind: "nothing" },
	});
}

function refused(missing: Omit<MissingProgram, "starter">): Found {
	return { missing: { ...missing, starter: "the container runtime" } };
}

/** What stands in PATH under that name and does not count. */
function firstObstacle(tried: Iterable<Candidate>, tree: FileTree): Obstacle | undefined {
	for (const { asked, path } of tried) {
		const lookup = tree.lookup(asked);
		const obstacle = lookup.found ? foundObstacle(lookup.entry.type, path) : danglingLink(tree, path);
		if (obstacle !== undefined) return obstacle;
	}
	return undefined;
}

function foundObstacle(type: "file" | "directory" | "special", path: string): Obstacle {
	return type === "directory" ? { kind: "directory", path } : { kind: "not-executable", path };
}

/** What is there is the runtime's, and nothing of the image's. */
function leadsToMounts(tree: FileTree, path: string): boolean {
	const entry = tree.entry(path);
	const target = entry?.type === "symlink" ? entry.target : path;
	return /^\/+(proc|sys|dev)\//.test(target);
}

function danglingLink(tree: FileTree, path: string): Obstacle | undefined {
	const entry = tree.entry(path);
	return entry?.type === "symlink" ? { kind: "dangling-link", path, target: entry.target } : undefined;
}

const STAT_WORDS = {
	ENOENT: "no such file or directory",
	ENOTDIR: "not a directory",
	ELOOP: "too many levels of symbolic links",
	ENAMETOOLONG: "file name too long",
	EACCES: "permission denied",
} as const;

/** One place where a program may be. */
interface Candidate {
	/** As stat(2) gets it. */
	readonly asked: string;
	/** Without what leads nowhere: `.`, doubled and trailing slashes. */
	readonly path: string;
	/** The entry of PATH; the word's own folders where it has a slash. */
	readonly folder: string;
}

/** Made one by one: PATH may have any number of folders. */
function* candidates(word: string, image: ImageFacts): Generator<Candidate> {
	const directory = workingDirectory(image);
	if (word.includes("/")) return yield candidate(word, directory, word);
	// Of an empty PATH, Go's filepath.SplitList makes no folder at all.
	const path = searchPath(image);
	if (path === "") return;
	for (const folder of path.split(":")) yield candidate(`${folder || "."}/${word}`, directory, folder);
}

function candidate(path: string, directory: string, folder: string): Candidate {
	const asked = path.startsWith("/") ? path : `${directory}/${path}`;
	return { asked, path: tidied(asked), folder };
}

function searchPath({ environment, isBundle }: ImageFacts): string {
	const set = environment.findLast((variable) => variable.startsWith("PATH="))?.slice("PATH=".length);
	return set ?? (isBundle === true ? "" : DEFAULT_PATH);
}

/** Always absolute; runtimes make it where it is missing. */
function workingDirectory({ workingDirectory: given }: ImageFacts): string {
	return tidied(`/${given}`);
}

function tidied(path: string): string {
	return path
		.replace(/\/(\.\/)+/g, "/")
		.replace(/\/{2,}/g, "/")
		.replace(/(?<=[^/])\/+$/, "");
}

/** Source: strconv.Quote of Go, for what command lines hold. */
function quotedAsInGo(word: string): string {
	return JSON.stringify(word);
}
