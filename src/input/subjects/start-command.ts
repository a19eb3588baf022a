import type { FileTree } from "../../tree/file-tree.ts";
import type { ImageFacts } from "../opened-input.ts";
import { isGranted, isRestricted } from "../permission/credentials.ts";
import { guardedTree } from "../permission/guarded-tree.ts";
import { type ImageUser, imageUser, processUser } from "../permission/image-user.ts";
import { finalExec, handsArgumentsOn, unwrap, type Wrapped } from "./wrappers.ts";

/** A program that an image starts. */
export interface StartedProgram {
	readonly role: "entrypoint" | "command";
	/** As the command line has it. */
	readonly word: string;
	/** Where it is, symlinks not resolved; absent when it is not found. */
	readonly path?: string;
	/** What the container runtime says when it is not found: runc's words. */
	readonly missing?: string;
	/** As whom it runs where that is not whom the image names, in the words of `USER`: gosu and its like change it. */
	readonly user?: string;
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
	const follow = (command: readonly string[], starter: Starter): void => {
		const [word = ""] = command;
		if (word === "" || starter.depth > MOST_DEPTH || found.length >= MOST_PROGRAMS) return;
		const program = find(word, starter, image, tree);
		// Only the first word is the runtime's to find; what a shell does about the others is its own affair.
		const isNew = program.path === undefined || !found.some(({ path }) => path === program.path);
		if (starter.depth === 0 || (program.path !== undefined && isNew)) found.push(program);
		const { commands, user } = following(command, program, tree);
		const next: Starter = { role: "command", depth: starter.depth + 1, ...switched(starter, user, image, tree) };
		for (const further of commands) follow(further, next);
	};
	follow(words, { role: image.entrypoint.length > 0 ? "entrypoint" : "command", depth: 0 });
	return found;
}

/** How a program comes to be started. */
interface Starter extends Pick<StartedProgram, "role" | "user"> {
	readonly depth: number;
}

/** Only root may become somebody else; who is not found in this root may be in another. */
function switched(
	{ user: before }: Starter,
	user: string | undefined,
	image: ImageFacts,
	tree: FileTree,
): Pick<StartedProgram, "user"> {
	const isRoot = whoIs(before, image, tree) === undefined;
	const now = isRoot ? (user ?? before) : before;
	return now === undefined ? {} : { user: now };
}

function whoIs(user: string | undefined, image: ImageFacts, tree: FileTree): ImageUser | undefined {
	return user === undefined ? processUser(image, [tree]) : imageUser(user, [tree]);
}

function find(word: string, { role, user: switchedTo }: Starter, image: ImageFacts, tree: FileTree): StartedProgram {
	const user = whoIs(switchedTo, image, tree);
	const who = user !== undefined && "uid" in user ? user : undefined;
	const seen = isRestricted(who) && !word.includes("/") ? guardedTree(tree, who) : tree;
	const as = switchedTo === undefined ? {} : { user: switchedTo };
	for (const path of candidates(word, image)) {
		const lookup = seen.lookup(path);
		if (!lookup.found || lookup.entry.type !== "file") continue;
		if (word.includes("/") || isGranted(lookup.entry, who, "execute")) return { role, word, path, ...as };
	}
	return { role, word, missing: `exec: "${word}": ${whyNotFound(word, image, tree)}`, ...as };
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
	return path.split(":").map((entry) => absolute(`${entry === "" ? "." : entry}/${word}`, folder));
}

function absolute(path: string, folder: string): string {
	const joined = path.startsWith("/") ? path : `${folder}/${path}`;
	return joined
		.replace(/\/(\.\/)+/g, "/")
		.replace(/\/{2,}/g, "/")
		.replace(/(.)\/+$/, "$1");
}

/** Command lines that a program goes on to start. */
function following(command: readonly string[], { path }: StartedProgram, tree: FileTree): Wrapped {
	const wrapped = unwrap(command);
	if (wrapped !== undefined) return wrapped;
	const rest = command.slice(1);
	const text = path === undefined ? undefined : scriptText(path, tree);
	if (text === undefined) return { commands: [] };
	// A first argument that is an option is the script's to make something of.
	const isCommand = rest[0]?.startsWith("-") === false;
	const handed = isCommand && handsArgumentsOn(text) ? [rest] : [];
	const becomes = finalExec(text);
	if (becomes === undefined) return { commands: handed };
	if (!isCommand || !becomes.includes("$@")) return { commands: [...handed, becomes] };
	// What starts the arguments in the end may make them another user's.
	return { commands: [becomes.flatMap((word) => (word === "$@" ? rest : [word])), ...handed] };
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
