import { layerCache } from "./cache/layer-cache.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { InputContext } from "./input-context.ts";
import type { InputSession } from "./input-session.ts";
import { KeptStore } from "./stream/kept-files.ts";
import { isWanted } from "./stream/wanted-files.ts";

/** What the readers of one image (or root file system) share. */
export function inputContext({ spec, limits, budget, options }: InputSession, diagnostics: Diagnostics): InputContext {
	return {
		name: spec.path,
		limits,
		budget,
		diagnostics,
		kept: new KeptStore(limits.keptBytes),
		examine: options.examine,
		wants: isWanted,
		cache: options.cache === undefined ? undefined : layerCache(options.cache),
		progress: options.onProgress,
	};
}
