import { WorkBudget } from "../budget/work-budget.ts";
import type { ElfFile } from "../elf/elf-file.ts";
import type { ImageFacts } from "../image/image-facts.ts";
import { type Credentials, isGranted } from "../image/users/credentials.ts";
import { type ImageUser, imageUser, processUser } from "../image/users/image-user.ts";
import type { FileContent, FileTree } from "../tree/file-tree.ts";
import { changedEnvironment, type ProcessEnvironment } from "./environment-steps.ts";
import type { FurtherCommand, Wrapped } from "./further-command.ts";
import type { MissingProgram, Obstacle } from "./missing-program.ts";
import { findCommand, findProgram, findScript } from "./program-look-up.ts";
import { unwrapScript } from "./shell-texts.ts";
import { complaint, type RefusalLines, refusalLines, type StartingProgram } from "./starter-words.ts";
import { unwrap } from "./wrappers.ts";

/** A program that an image starts. */
export interface StartedProgram {
	readonly role: "entrypoint" | "command";
	/** As the command line has it. */
	readonly word: string;
	/** Where it is, symlinks not resolved; absent when it is not found. */
	readonly path?: string;
	/** Why whoever was to start it does not. */
	readonly missing?: MissingProgram;
	/** As whom it runs where that is not whom the image names, in the words of `USER`: gosu and its like change it. */
	readonly user?: string;
	/** Its environment, where what starts it changes the image's. */
	readonly environment?: ProcessEnvironment;
	/** Why nobody can tell what it is. */
	readonly unjudged?: string;
	/** The container runtime itself starts it, by a path. */
	readonly isLookedUp?: true;
	/** See {@link FurtherCommand.loadedBy}. */
	readonly loadedBy?: string;
	/** A shell reads it as a text of commands: the kernel is not asked. */
	readonly isRead?: true;
	/** What a program of the image that starts it prints when the kernel refuses it. */
	readonly refusalLines?: RefusalLines;
}

/** Wrappers within wrappers. */
const MOST_DEPTH = 8;
const MOST_PROGRAMS = 32;
const SCRIPT_BYTES = 64 * 1024;

/** The programs that an image starts, in order: that of its entrypoint and command, then those that it names plainly:
 *  behind `sh -c`, an init program, or a script that hands its arguments on. Of these, one that is missing is told of only
 *  where nothing runs before it. What is not followed to its end, for want of budget or by a limit, is `unjudged`. */
export function startedPrograms(
	image: ImageFacts,
	tree: FileTree,
	budget: WorkBudget = new WorkBudget(),
): readonly StartedProgram[] {
	const words = [...image.entrypoint, ...image.command];
	const role = image.entrypoint.length > 0 ? "entrypoint" : "command";
	const following = new Following(image, tree, budget);
	const first = { role, depth: 0, isCertain: true } as const;
	if (words.length > 0) {
		budget.share(() =>
			budget.attempt(
				() => following.follow({ words, isCertain: true }, first),
				(reason) => following.leave(words, first, reason),
			),
		);
	}
	return following.found;
}

/** What is found on the way. */
class Following {
	readonly found: StartedProgram[] = [];
	readonly #image: ImageFacts;
	readonly #tree: FileTree;
	readonly #budget: WorkBudget;

	constructor(image: ImageFacts, tree: FileTree, budget: WorkBudget) {
		this.#image = image;
		this.#tree = payingTree(tree, budget);
		this.#budget = budget;
	}

	/** Errors: BudgetSpentError. */
	follow(command: FurtherCommand, starter: Starter): void {
		this.#budget.charge("commands of start scripts", 1 + expandedLetters(command.words) / LETTERS_FOR_ONE_COMMAND);
		const environment = this.#environmentOf(command, starter);
		const seen = environment === undefined ? this.#image : { ...this.#image, environment: environment.variables };
		const program = { ...find(command, starter, seen, this.#tree), ...(environment && { environment }) };
		const isNew = isNews(program, this.found);
		const limit = this.found.length >= MOST_PROGRAMS ? TOO_MANY : starter.depth > MOST_DEPTH ? TOO_DEEP : undefined;
		if (isNew && limit !== undefined) this.leave(command.words, starter, limit);
		else if (isNew) this.found.push(program);
		if (limit !== undefined) return;
		const { commands, user, isCut } = this.#goesOnWith(command, program);
		const next = {
			...starterBy(program, command, starter, this.#tree),
			...switched(starter, user, this.#image, this.#tree),
		};
		for (const further of commands) if (further.words[0] !== "") this.follow(further, next);
		if (isCut === true) this.leave(command.words, next, TOO_LONG);
	}

	/** Says once why the rest is not known. */
	leave([word = ""]: readonly string[], { role }: Pick<Starter, "role">, reason: string): void {
		const unjudged = `what else is started is not known: ${reason}`;
		if (!this.found.some((program) => program.unjudged === unjudged)) this.found.push({ role, word, unjudged });
	}

	/** Absent where it is the image's own. */
	#environmentOf(
		{ environment: steps = [] }: FurtherCommand,
		{ environment: before }: Starter,
	): ProcessEnvironment | undefined {
		if (steps.length === 0) return before;
		const { environment: variables } = this.#image;
		this.#budget.charge("commands of start scripts", (steps.length + variables.length) / VARIABLES_FOR_ONE_COMMAND);
		return changedEnvironment(before ?? { variables, unknown: [] }, steps);
	}

	/** Command lines that a program goes on to start. */
	#goesOnWith({ words, isRead }: FurtherCommand, { path }: StartedProgram): Wrapped {
		const wrapped = isRead === true ? undefined : unwrap(words);
		if (wrapped !== undefined) return wrapped;
		const text = path === undefined ? undefined : scriptText(path, this.#tree);
		if (text === undefined) return { commands: [] };
		const letters = expandedLetters([text, ...words]);
		this.#budget.charge("commands of start scripts", letters / LETTERS_FOR_ONE_COMMAND);
		return unwrapScript(text, words.slice(1));
	}
}

const TOO_MANY = `an image has more than ${MOST_PROGRAMS} programs behind its start`;
const TOO_LONG = "a text of a shell runs more commands than are followed";
const TOO_DEEP = `programs start each other more than ${MOST_DEPTH} deep`;

/** What costs as much to read or to change as a command. */
const LETTERS_FOR_ONE_COMMAND = 256;
const VARIABLES_FOR_ONE_COMMAND = 64;

/** How long words may become when every `$@` in them is what all of them are: texts in texts grow so. */
function expandedLetters(words: readonly string[]): number {
	let letters = 0;
	let expansions = 1;
	for (const word of words) {
		letters += word.length + 1;
		expansions += word.split(/\$@|\$\{@\}/).length - 1;
	}
	return letters * expansions;
}

/** A tree whose look-ups are paid for. */
function payingTree(tree: FileTree, budget: WorkBudget): FileTree {
	return {
		...tree,
		lookup(path) {
			budget.charge("look-ups of programs");
			return tree.lookup(path);
		},
		entry(path) {
			budget.charge("look-ups of programs");
			return tree.entry(path);
		},
	};
}

/** How a program comes to be started. */
interface Starter extends Pick<StartedProgram, "role" | "user"> {
	readonly depth: number;
	readonly environment?: ProcessEnvironment;
	/** The program of the image that starts it; the runtime where there is none. */
	readonly program?: StartingProgram;
	readonly isCertain: boolean;
}

function isNews({ path, missing, unjudged }: StartedProgram, found: readonly StartedProgram[]): boolean {
	if (path === undefined) return (missing ?? unjudged) !== undefined;
	return !found.some((other) => other.path === path);
}

/** How what a program goes on to start comes to be started. */
function starterBy(
	program: StartedProgram,
	{ isCertain }: FurtherCommand,
	{ depth, program: before, isCertain: isReached }: Starter,
	tree: FileTree,
): Starter {
	const starting = startingProgram(program, before, tree);
	return {
		role: "command",
		depth: depth + 1,
		...(program.environment && { environment: program.environment }),
		isCertain: isReached && isCertain === true,
		...(starting === undefined ? {} : { program: starting }),
	};
}

/** A script's shell goes by the script's name. */
function startingProgram(
	{ word, path, isRead }: StartedProgram,
	reader: StartingProgram | undefined,
	tree: FileTree,
): StartingProgram | undefined {
	if (path === undefined) return undefined;
	const called = word.includes("/") ? word : path;
	if (isRead === true) return reader && { called: word, file: reader.file, isScript: true };
	const content = contentAt(path, tree);
	return content?.kind === "script"
		? { called, file: content.interpreter, isScript: true }
		: { called: word, file: path, isScript: false };
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

/** The first program is the runtime's to find. */
function find(
	command: FurtherCommand,
	{ role, user: switchedTo, depth, program, isCertain }: Starter,
	image: ImageFacts,
	tree: FileTree,
): StartedProgram {
	const [word = ""] = command.words;
	const user = whoIs(switchedTo, image, tree);
	const who = user !== undefined && "uid" in user ? user : undefined;
	const { loadedBy } = command;
	const as = {
		role,
		word,
		...(switchedTo === undefined ? {} : { user: switchedTo }),
		...(loadedBy === undefined ? {} : { loadedBy }),
	};
	if (depth === 0) {
		const isLookedUp = word.includes("/") ? ({ isLookedUp: true } as const) : {};
		return { ...as, ...findProgram(word, image, tree, who), ...isLookedUp };
	}
	const found = (command.isRead === true ? findScript : findCommand)(word, image, tree, who);
	if (typeof found !== "string") {
		const isTold = isCertain && command.isCertain === true && program !== undefined;
		return isTold ? { ...as, missing: missingFor(program, command, found, tree) } : as;
	}
	const isText = command.isRead === true || (isTextAt(found, tree, who) && readsTexts(program, command, tree));
	if (isText) return { ...as, path: found, isRead: true };
	return { ...as, path: found, ...(program && { refusalLines: refusalLines(program, command, tree) }) };
}

function missingFor(
	starter: StartingProgram,
	command: FurtherCommand,
	obstacle: Obstacle,
	tree: FileTree,
): MissingProgram {
	const [word = ""] = command.words;
	const line = complaint(starter, command, obstacle, tree);
	return { word, starter: starter.called, obstacle, ...(line === undefined ? {} : { line }) };
}

/** Whether the kernel may execute it, and answers ENOEXEC. */
function isTextAt(path: string, tree: FileTree, who: Credentials | undefined): boolean {
	const lookup = tree.lookup(path);
	if (!lookup.found || lookup.entry.type !== "file" || !isGranted(lookup.entry, who, "execute")) return false;
	const { kind } = lookup.entry.content();
	return kind === "other" || kind === "empty";
}

/** What the kernel does not know, shells and glibc's execvp(3) have a shell read as a script; musl's execvp and Go do not. */
function readsTexts(starter: StartingProgram | undefined, { inText }: FurtherCommand, tree: FileTree): boolean {
	if (inText !== undefined) return true;
	const content = starter === undefined ? undefined : contentAt(starter.file, tree);
	return content?.kind === "elf" && isOfGlibc(content.elf);
}

/** A static program of glibc has a note that names the kernel which it needs. */
function isOfGlibc({ interpreter, notes }: ElfFile): boolean {
	return interpreter === undefined ? notes.abiTag !== undefined : !interpreter.includes("ld-musl-");
}

function contentAt(path: string, tree: FileTree): FileContent | undefined {
	const lookup = tree.lookup(path);
	return lookup.found && lookup.entry.type === "file" ? lookup.entry.content() : undefined;
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
