import type { ReadingContext } from "../archive/reading-context.ts";
import type { WorkBudget } from "../budget/work-budget.ts";
import type { LayerCache } from "./cache/layer-cache.ts";
import type { Examiner } from "./examiner.ts";
import type { RetainedStore } from "./layers/retained-files.ts";

/** What every reader of the layers of one input shares. */
export interface InputContext extends ReadingContext {
	readonly budget: WorkBudget;
	/** Room for what is kept of files that pass. */
	readonly retained: RetainedStore;
	readonly examine: Examiner | undefined;
	/** Files beside ELF files and scripts whose bytes are wanted later. */
	readonly retains: (path: string) => boolean;
	/** Layers that were read before. */
	readonly cache: LayerCache | undefined;
}
