import type { Diagnostics } from "./diagnostics.ts";
import type { InputLimits } from "./limits.ts";

/** What every reader of one input shares. */
export interface ReadingContext {
	/** What messages call the input. */
	readonly name: string;
	readonly limits: InputLimits;
	readonly diagnostics: Diagnostics;
	/** Told now and then how far the reading is. */
	readonly progress: ((step: ProgressStep) => void) | undefined;
}

/** How far the reading is. */
export interface ProgressStep {
	/** File inside the input that is being read. */
	readonly file: string;
	/** Bytes of it that have been taken, of how many; `totalBytes` is absent for standard input. */
	readonly bytes: number;
	readonly totalBytes?: number;
}
