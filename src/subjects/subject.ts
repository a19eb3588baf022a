import type { Alternative } from "../alternatives/alternative.ts";
import type { ClaimedMachine } from "../alternatives/claimed-machine.ts";
import type { ProcessEnvironment } from "../entrypoint/environment-steps.ts";
import type { MissingProgram } from "../entrypoint/missing-program.ts";
import type { RefusalLines } from "../entrypoint/starter-words.ts";
import type { ProgramFacts } from "../program/program-facts.ts";
import type { FileContent, FileTree } from "../tree/file-tree.ts";

/** One file that is to be judged. */
export interface Subject {
	/** Inside the input's tree; `app.jar!/native/libfoo.so` for a file in an archive. */
	readonly path: string;
	/** What is inside; absent when the image starts a file that is not there (see `missing`). */
	readonly content?: FileContent;
	/** What it is beyond its format; looked at when asked. Nothing for scripts. */
	readonly program: ProgramFacts;
	/** `entrypoint`: the image starts it. `command`: started by way of the entrypoint, or by the image's command where
	 *  there is no entrypoint. `plug-in`: a host program opens it. */
	readonly role?: SubjectRole;
	/** For a program that the image starts as another user than it names: as whom, in the words of `USER`. */
	readonly user?: string;
	/** Its environment, where what starts it changes the image's. */
	readonly environment?: ProcessEnvironment;
	/** For what the container runtime starts by a path: that path, as the command line has it. */
	readonly lookedUpAs?: string;
	/** What whoever starts it prints when the kernel refuses it; the kernel's own words where that is nothing. */
	readonly refusalLines?: RefusalLines;
	/** argv[0] of what the image starts: the word on its command line. */
	readonly calledAs?: string;
	/** Why nothing can be said of it. */
	readonly unjudged?: string;
	/** Package of the input's own distribution that owns the file. */
	readonly ownedBy?: string;
	/** For a library that other files of the input load: the program or plug-in that brings it into a process. It says
	 *  how the library is found where it does not say so itself (the program's RPATH). */
	readonly loadedBy?: Subject;
	/** For a file in an archive: a tree that holds the archive's members below `<archive>!/`, to be laid over the
	 *  root. */
	readonly unpacked?: FileTree;
	/** For one of several files of which a host opens the one for its platform. */
	readonly alternative?: Alternative;
	/** The machine that the file's name says it is for, where its content is for another. */
	readonly claimedMachine?: ClaimedMachine;
	/** For a program that is to be started and cannot be: why. */
	readonly missing?: MissingProgram;
}

export type SubjectRole = "entrypoint" | "command" | "plug-in";
