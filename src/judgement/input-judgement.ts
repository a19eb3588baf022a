import type { OpenedInput } from "../source/opened-input.ts";
import type { TargetSource } from "./target-choice.ts";

/** `resolved`: where each library was found; `tree`: every object with all places that were tried. */
export type LoadDetails = "resolved" | "tree";

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
	/** What results tell of their loads. */
	readonly loadDetails?: LoadDetails;
	/** The folder in which the input's files stand on a target; absent: the root. */
	readonly prefix?: string;
	/** Where a single file's relative path starts. */
	readonly workingDirectory: string;
}
