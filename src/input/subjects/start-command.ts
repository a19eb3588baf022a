import type { FileTree } from "../../tree/file-tree.ts";
import type { ImageFacts } from "../opened-input.ts";
import { type ImageUser, imageUser, processUser } from "../permission/image-user.ts";
import type { MissingProgram } from "./missing-program.ts";
import { findCommand, findProgram } from "./program-look-up.ts";
import { finalExec, handsArgumentsOn, unwrap, type Wrapped } from "./wrappers.ts";

/** A program that an image starts. */
export interface StartedProgram {
	readonly role: "entrypoint" | "command";
	/** As the command line has it. */
	readonly word: string;
	/** Where it is, symlinks not resolved; absent when it is not found. */
	readonly path?: string;
	/** Why the container runtime does not start it. */
	readonly missing?: MissingProgram;
	/** As whom it runs where that is not whom the image names, in the words of `USER`: gosu and its like change it. */
	readonly user?: string;
}

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
		const [word] = command;
		if (
			word === undefined ||
			(word === "" && starter.depth > 0) ||
			starter.depth > MOST_DEPTH ||
			found.length >= MOST_PROGRAMS
		)
			return;
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

/** The first program is the runtime's to find; what a shell does about a further one is its own affair. */
function find(
	word: string,
	{ role, user: switchedTo, depth }: Starter,
	image: ImageFacts,
	tree: FileTree,
): StartedProgram {
	const user = whoIs(switchedTo, image, tree);
	const who = user !== undefined && "uid" in user ? user : undefined;
	const as = switchedTo === undefined ? {} : { user: switchedTo };
	if (depth === 0) return { role, word, ...findProgram(word, image, tree, who), ...as };
	const path = findCommand(word, image, tree, who);
	return { role, word, ...(path === undefined ? {} : { path }), ...as };
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
