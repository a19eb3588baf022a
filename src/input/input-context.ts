import type { WorkBudget } from "../budget/work-budget.ts";
import type { LayerCache } from "./cache/layer-cache.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { InputLimits } from "./limits.ts";
import type { Examiner } from "./opened-input.ts";
import type { KeptStore } from "./stream/kept-files.ts";

/** What every reader of one input shares. */
export interface InputContext {
	/** What messages call the input. */
	readonly name: string;
	readonly limits: InputLimits;
	readonly budget: WorkBudget;
	readonly diagnostics: Diagnostics;
	/** Room for what is kept of files that pass. */
	readonly kept: KeptStore;
	readonly examine: Examiner | undefined;
	/** Files beside ELF files and scripts whose bytes are wanted later. */
	readonly wants: (path: string) => boolean;
	/** Layers that were read before. */
	readonly cache: LayerCache | undefined;
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
