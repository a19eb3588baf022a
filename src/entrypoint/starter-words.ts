import { isBusybox } from "../tree/busybox.ts";
import type { FileTree } from "../tree/file-tree.ts";
import type { FurtherCommand } from "./further-command.ts";
import type { Obstacle } from "./missing-program.ts";

/** A program of the image that starts another one. */
export interface StartingProgram {
	/** The name by which it goes: the word by which it was called; for a shell, of the script that it reads. */
	readonly called: string;
	/** The file that runs: for a script, the shell that reads it. */
	readonly file: string;
	readonly isScript: boolean;
}

type Refusal = "ENOENT" | "EACCES" | "EISDIR";

/** What a program prints about a command that it cannot start, or a file that it cannot read; absent where its words are
 *  not known. Seen of dash 0.5, bash 5, busybox 1.37, coreutils 8 and 9, util-linux 2.38, tini 0.19, dumb-init 1.2 and
 *  catatonit 0.1.7. */
export function complaint(
	starter: StartingProgram,
	command: FurtherCommand,
	obstacle: Obstacle,
	tree: FileTree,
): string | undefined {
	const [word = ""] = command.words;
	const kind = kindOf(starter.file, tree);
	if (obstacle.kind === "no-script")
		return kind === "bash" ? `${word}: ${word}: cannot execute binary file` : undefined;
	const refusal = REFUSALS[obstacle.kind] ?? "EACCES";
	if (command.isRead === true) return complaintOfReader(kind, starter.called, word, refusal);
	if (command.inText !== undefined) return complaintOfShell(kind, starter, { word, ...command.inText }, refusal);
	return complaintOfWrapper(kind, starter.called, word, because(refusal));
}

/** What whoever starts a program prints when the kernel refuses it, by errno; nothing where the words are not known. */
export interface RefusalLines {
	readonly ENOENT?: string;
	readonly EACCES?: string;
}

/** The same as of a program that is not there, but for bash, whose words for one that is depend on its release, and for
 *  gosu, which has looked the program up before. */
export function refusalLines(starter: StartingProgram, command: FurtherCommand, tree: FileTree): RefusalLines {
	const isOther = kindOf(starter.file, tree) === "bash" || starter.called.endsWith("gosu") || command.isRead === true;
	if (isOther) return {};
	const ENOENT = complaint(starter, command, { kind: "nothing" }, tree);
	const EACCES = complaint(starter, command, { kind: "not-executable", path: command.words[0] ?? "" }, tree);
	return { ...(ENOENT === undefined ? {} : { ENOENT }), ...(EACCES === undefined ? {} : { EACCES }) };
}

const REFUSALS: Readonly<Partial<Record<Obstacle["kind"], Refusal>>> = {
	nothing: "ENOENT",
	"dangling-link": "ENOENT",
	directory: "EISDIR",
};

/** Only bash tells a folder from a file that may not be executed. */
function because(refusal: Refusal): string {
	return refusal === "ENOENT" ? "No such file or directory" : "Permission denied";
}

type Kind = "busybox" | "dash" | "bash" | "uutils" | "other";

/** Whose words a file's are, by the name of what it leads to. */
function kindOf(file: string, tree: FileTree): Kind {
	if (isBusybox(tree, file)) return "busybox";
	const found = tree.lookup(file);
	const real = found.found ? found.realPath : file;
	if (/\/(dash|bash)$/.test(real)) return real.endsWith("/dash") ? "dash" : "bash";
	return /rust|cargo/.test(real) ? "uutils" : "other";
}

function complaintOfReader(kind: Kind, called: string, file: string, refusal: Refusal): string | undefined {
	if (kind === "bash")
		return refusal === "EISDIR" ? `${file}: ${file}: Is a directory` : `${called}: ${file}: ${because(refusal)}`;
	if (refusal === "EISDIR") return undefined;
	if (kind === "busybox") return `${called}: can't open '${file}': ${because(refusal)}`;
	return kind === "dash"
		? `${called}: 0: cannot open ${file}: ${refusal === "ENOENT" ? "No such file" : because(refusal)}`
		: undefined;
}

interface InShell extends NonNullable<FurtherCommand["inText"]> {
	readonly word: string;
}

function complaintOfShell(
	kind: Kind,
	{ called, isScript }: StartingProgram,
	{ word, line, isExec, shellName: name = called }: InShell,
	refusal: Refusal,
): string | undefined {
	const notFound = refusal === "ENOENT" ? "not found" : "Permission denied";
	const exec = isExec ? "exec: " : "";
	switch (kind) {
		case "dash":
			return `${name}: ${line}: ${exec}${word}: ${notFound}`;
		case "bash":
			return `${name}: line ${line}: ${aboutInBash(word, isExec, refusal)}`;
		case "busybox":
			// The lines of `-c` are named behind exec only, and counted from 0.
			if (isScript) return `${name}: ${exec}line ${line}: ${word}: ${notFound}`;
			return `${name}: ${isExec ? `exec: line ${line - 1}: ` : ""}${word}: ${notFound}`;
		default:
			return undefined;
	}
}

function aboutInBash(word: string, isExec: boolean, refusal: Refusal): string {
	if (refusal === "EISDIR") return `${word}: Is a directory`;
	if (word.includes("/") || refusal === "EACCES") return `${word}: ${because(refusal)}`;
	return isExec ? `exec: ${word}: not found` : `${word}: command not found`;
}

function complaintOfWrapper(kind: Kind, called: string, word: string, why: string): string | undefined {
	const name = called.slice(called.lastIndexOf("/") + 1);
	if (kind === "busybox") return `${name}: can't execute '${word}': ${why}`;
	return kind === "uutils" ? undefined : WRAPPERS[name]?.(word, why, called);
}

/** The number of tini's process, and of catatonit's, is one of the first. */
const tini = (word: string, why: string): string => `[FATAL tini (7)] exec ${word} failed: ${why}`;
const quoting = (word: string, why: string, called: string): string => `${called}: '${word}': ${why}`;
const failingToRun = (word: string, why: string, called: string): string =>
	`${called}: failed to run command '${word}': ${why}`;

/** LookPath's words; see program-look-up.ts. */
function inGo(word: string, why: string): string {
	if (!word.includes("/")) return "executable file not found in $PATH";
	return why.startsWith("No such") ? `stat ${word}: ${why.toLowerCase()}` : why.toLowerCase();
}

const WRAPPERS: Readonly<Record<string, (word: string, why: string, called: string) => string>> = {
	tini,
	"tini-static": tini,
	"docker-init": tini,
	"dumb-init": (word, why) => `[dumb-init] ${word}: ${why}`,
	catatonit: (_, why) => `ERROR (catatonit:7): failed to exec pid1: ${why}`,
	"su-exec": (word, why) => `su-exec: ${word}: ${why}`,
	gosu: (word, why) => `error: exec: "${word}": ${inGo(word, why)}`,
	env: quoting,
	nice: quoting,
	timeout: failingToRun,
	nohup: failingToRun,
	chroot: failingToRun,
	setsid: (word, why, called) => `${called}: failed to execute ${word}: ${why}`,
};
