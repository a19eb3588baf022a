import type { EnvironmentStep } from "./environment-steps.ts";

/** A program that starts another one, and the command lines that follow, in order. */
export interface Wrapped {
	readonly commands: readonly FurtherCommand[];
	/** There are more than are followed. */
	readonly isCut?: true;
	/** As whom they run from here on, as an image's `USER` has it. */
	readonly user?: string;
}

/** A command line that a program goes on to run; its first word is looked up in PATH. */
export interface FurtherCommand {
	readonly words: readonly string[];
	/** A shell reads the file that the first word names, and the kernel is not asked: neither its mode nor its first line
	 *  counts. */
	readonly isRead?: true;
	/** The loader that is told to start it, by the name by which it was called. */
	readonly loadedBy?: string;
	/** It is reached whatever happens, and nothing before it brings it or changes where it is looked for: where it is
	 *  missing, all ends. */
	readonly isCertain?: true;
	/** What is done to the environment that it was started with, in order. */
	readonly environment?: readonly EnvironmentStep[];
	/** Where a shell's text has it. */
	readonly inText?: PlaceInText;
}

export interface PlaceInText {
	readonly line: number;
	/** Behind `exec`. */
	readonly isExec: boolean;
	/** The name by which the shell that reads it goes, where that is not the word by which it was called. */
	readonly shellName?: string;
}
